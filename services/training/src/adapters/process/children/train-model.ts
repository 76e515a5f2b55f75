/** Child program: trains a model of any kind. */
import { RnnTrainer } from '../../tensorflow/rnn-trainer.ts';
import { runTrainingChild } from '../training-child.ts';

runTrainingChild((algorithm, cadenceMs) => new RnnTrainer(algorithm, cadenceMs));
