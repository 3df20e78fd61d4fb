// Trains a snake that sees its board as an image, saves it, loads it and plays: dotnet run -c Release --project examples/Snake
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Games;
using AsyncRL.Runs;

TrainingOutcome outcome = Trainer.Train(
    () => new Snake(), new TrainingOptions { Steps = 4_000_000 },
    progress: p => Console.Write(p.IsReport ? $"{p.Steps,9} steps, return {p.MeanReturn:F1}\n" : ""));
outcome.Policy.Save("snake.safetensors");

TrainedPolicy policy = TrainedPolicy.Load("snake.safetensors");
PolicyActor agent = policy.CreateActor();
TimeLimit game = Create();
var observation = new float[game.ObservationSpace.Length];
double total = 0;
game.Reset(seed: 42, observation);
for (bool playing = true; playing;)
{
    StepResult result = game.Step(agent.Act(observation), observation);
    total += result.Reward;
    playing = !result.EpisodeEnded;
}

double trained = Evaluator.Run(policy, Create, episodes: 100, seed: 1).MeanReturn;
double random = Evaluator.RunRandom(Create, episodes: 100, seed: 1).MeanReturn;
Console.WriteLine($"An episode scored {total}; 100 score {trained:F1} on average, and random play {random:F1}.");

static TimeLimit Create() => new(new Snake(), 1000);
