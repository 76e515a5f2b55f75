/** Child program: trains a booster, without loading what only recurrent models need. */
import { runTrainingChild } from '../training-child.ts';

runTrainingChild(null);
