"""Why Headroom answers otherwise than genuine Feast: the reasons that several checks share."""

NOT_FOUND = (
    "genuine Feast's Redis store tells PRESENT for an entity that it does not have; "
    "Headroom tells NOT_FOUND, as Feast's protocol defines it"
)
NULL = (
    "genuine Feast tells PRESENT for a null in a row that is there; "
    "Headroom tells NULL_VALUE, as Feast's protocol defines it"
)
REFUSED = (
    "genuine Feast fails with an internal error and a message of pandas or pyarrow; "
    "Headroom refuses the request (422) and names the column, what is wrong and the fix"
)
BENT = (
    "genuine Feast takes a value of a wrong type and stores another, or null, without a word; "
    "Headroom refuses the request (422) and names the column, what is wrong and the fix"
)
