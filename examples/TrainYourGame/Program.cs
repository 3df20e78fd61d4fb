// Trains an agent on one's own game inside the process, then acts with it: run with `dotnet run -c Release --project
// examples/TrainYourGame`. Cancelling stops training after the step it is in; what was learned is in the outcome.
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Runs;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; cancellation.Cancel(); };
TrainingOutcome outcome = Trainer.Train(
    () => new LaneRunner(),
    new TrainingOptions { Steps = 200_000 },
    progress: p => Console.Write(p.IsReport ? $"{p.Steps,8} steps, return {p.MeanReturn:F1}\n" : ""),
    cancellation: cancellation.Token);
outcome.Policy.Save("lane-runner.safetensors");

PolicyActor agent = TrainedPolicy.Load("lane-runner.safetensors").CreateActor();

// The game's own loop: one actor per thread, and no allocation per decision.
var game = new LaneRunner();
var observation = new float[game.ObservationSpace.Length];
game.Reset(seed: 42, observation);
double total = 0;
for (bool playing = true; playing;)
{
    var result = game.Step(agent.Act(observation), observation);
    total += result.Reward;
    playing = !result.Terminated && !result.Truncated;
}

Console.WriteLine($"The trained agent scored {total} of 50; its model is in lane-runner.safetensors");
