// Trains an agent on one's own game inside the process, then acts with it: run with `dotnet run -c Release --project
// examples/TrainYourGame`.
using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Examples;
using AsyncRL.Runs;

var options = new TrainingOptions
{
    Steps = 200_000,
    LearningRate = 2e-3,
    GaeLambda = 0.95,
    MaxGradNorm = 0.5,
    Optimizer = new OptimizerOptions { Epsilon = 1e-5 },
    Evaluation = new EvaluationOptions { Episodes = 20 },
};

// Ctrl-C stops training after the step it is in; what was learnt is in the outcome.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};

TrainingOutcome outcome = Trainer.Train(
    () => new LaneRunner(),
    options,
    progress: p =>
    {
        if (p.Evaluation is { } evaluation)
        {
            Console.WriteLine($"{p.Steps,8} steps  {p.StepsPerSecond,10:N0}/s  evaluation {evaluation.MeanReturn:F1}");
        }
    },
    cancellation: cancellation.Token);

// Saved here, loaded anywhere: another process needs the file and the AsyncRL package, not the game's training code.
string path = Path.Combine(Path.GetTempPath(), "lane-runner.safetensors");
outcome.Policy.Save(path);
PolicyActor agent = TrainedPolicy.Load(path).CreateActor();

// The game's own loop: one actor a thread, no allocation a decision.
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

Console.WriteLine($"The trained agent scored {total} of 50; its model is in {path}");
