using AsyncRL.Environments;
using AsyncRL.Evaluation;

namespace AsyncRL.LearningTests;

/// <summary>Where the bounds of continuous actions lie must not matter to whether they are learned.</summary>
public class ActionUnitTests
{
    [Theory]
    [InlineData("a3c", -1f, 1f)]
    [InlineData("a3c", 100f, 200f)]
    [InlineData("a3c", 0f, 1_000f)]
    [InlineData("a3c", -0.001f, 0.001f)]
    [InlineData("ppo", 100f, 200f)]
    [InlineData("ppo", -0.001f, 0.001f)]
    public void AnAimIsFoundBetweenAnyBounds(string algorithm, float low, float high)
    {
        TrainingOptions options = new()
        {
            Steps = 100_000, Deterministic = true, Topology = new() { Threads = 1 }, Evaluation = new() { Episodes = 0 },
        };
        var policy = Trainer.Train(() => new Aim(low, high), options, algorithm).Policy;

        // Random actions miss by 0.29 of the range on average, in each of ten steps.
        double score = Evaluator.Run(policy, () => new Aim(low, high), episodes: 10, seed: 1).MeanReturn;
        Assert.InRange(score, -0.5, 0);
    }

    // Pays the distance to a point at 7 tenths of the range, in units of it.
    private sealed class Aim(float low, float high) : ContinuousEnvironment(new Box(0f, 1f, 1), new Box(low, high, 1))
    {
        private int step;

        protected override void OnReset(Span<float> observation)
        {
            step = 0;
            observation[0] = 1;
        }

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = 1;
            double place = (action[0] - low) / (high - low);
            return new StepResult(Reward: -Math.Abs(place - 0.7), Terminated: false, Truncated: ++step == 10);
        }
    }
}
