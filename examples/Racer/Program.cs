// Trains a driver, saves it, loads it and drives: dotnet run -c Release --project examples/Racer
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Games;
using AsyncRL.Runs;

TrainingOutcome outcome = Trainer.Train(
    () => new Racer(), new TrainingOptions { Steps = 1_000_000 },
    progress: p => Console.Write(p.IsReport ? $"{p.Steps,9} steps, return {p.MeanReturn:F1}\n" : ""));
outcome.Policy.Save("racer.safetensors");

TrainedPolicy policy = TrainedPolicy.Load("racer.safetensors");
PolicyActor agent = policy.CreateActor();

// An action is two numbers, steering and gas, inside the game's bounds.
TimeLimit game = Create();
var observation = new float[game.ObservationSpace.Length];
double total = 0;
game.Reset(seed: 42, observation);
for (bool playing = true; playing;)
{
    StepResult result = game.Step(agent.Choose(observation), observation);
    total += result.Reward;
    playing = !result.EpisodeEnded;
}

double trained = Evaluator.Run(policy, Create, episodes: 100, seed: 1).MeanReturn;
double random = Evaluator.RunRandom(Create, episodes: 100, seed: 1).MeanReturn;
Console.WriteLine($"An episode scored {total:F0}; 100 score {trained:F0} on average, and random play {random:F0}.");

static TimeLimit Create() => new(new Racer(), 500);
