// Trains three archers together, saves them, loads them and plays: dotnet run -c Release --project examples/Archers
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;

TrainingOutcome outcome = Trainer.Train(
    () => new Archers(), new TrainingOptions { Steps = 2_000_000 },
    progress: p => Console.Write(p.IsReport ? $"{p.Steps,9} steps, return {p.MeanReturn:F1}\n" : ""));
outcome.Policy.Save("archers.safetensors");

TrainedPolicy policy = TrainedPolicy.Load("archers.safetensors");
PolicyActor agent = policy.CreateActor();

// An action is a choice for each archer, among those that its mask allows.
TimeLimit game = Create();
var observation = new float[game.ObservationSpace.Length];
var legal = new bool[game.ActionMaskWidth];
double total = 0;
game.Reset(seed: 42, observation);
for (bool playing = true; playing;)
{
    game.WriteActionMask(legal);
    StepResult result = game.Step(agent.Choose(observation, legal: legal), observation);
    total += result.Reward;
    playing = !result.EpisodeEnded;
}

double trained = Evaluator.Run(policy, Create, episodes: 100, seed: 1).MeanReturn;
double random = Evaluator.RunRandom(Create, episodes: 100, seed: 1).MeanReturn;
Console.WriteLine($"An episode scored {total}; 100 score {trained:F1} on average, and random play {random:F1}.");

static TimeLimit Create() => new(new Archers(), 300);
