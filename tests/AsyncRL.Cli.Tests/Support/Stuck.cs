using AsyncRL.Environments;

namespace AsyncRL.Cli.Tests.Support;

/// <summary>An environment whose step never ends, once more were played than a first look takes.</summary>
[Environment("Tests/Stuck-v0")]
public sealed class Stuck() : DiscreteEnvironment(new Box(0f, 1f, 2), actions: 2)
{
    private static int steps;

    protected override void OnReset(Span<float> observation) => observation.Clear();

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        if (Interlocked.Increment(ref steps) == 100_000)
        {
            Console.Error.WriteLine("stuck");
            Thread.Sleep(Timeout.Infinite);
        }

        observation.Clear();
        return new StepResult(Reward: action, Terminated: false, Truncated: steps % 50 == 0);
    }
}
