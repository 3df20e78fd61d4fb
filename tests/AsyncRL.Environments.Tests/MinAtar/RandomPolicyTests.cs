namespace AsyncRL.Environments.Tests.MinAtar;

/// <summary>
/// The games are those of the MinAtar package 1.0.15: a uniformly random policy has the same mean return and episode length. The
/// figures next to each id were measured with that package: mean and standard error over the episodes named.
/// </summary>
public sealed class RandomPolicyTests
{
    // 6,000, 3,000, 4,000, 4,000 and 100 episodes of the original.
    [Theory]
    [InlineData("MinAtar/Breakout-v0", 3000, 0.50900, 0.00944, 11.1943, 0.0985)]
    [InlineData("MinAtar/Breakout-v1", 3000, 0.38983, 0.00844, 9.9777, 0.0877)]
    [InlineData("MinAtar/Asterix-v0", 3000, 0.48867, 0.01602, 70.6750, 0.8255)]
    [InlineData("MinAtar/Asterix-v1", 3000, 0.50267, 0.01564, 66.6527, 0.7578)]
    [InlineData("MinAtar/Seaquest-v0", 3000, 0.09925, 0.00594, 30.3227, 0.5822)]
    [InlineData("MinAtar/Seaquest-v1", 3000, 0.10250, 0.00611, 30.3852, 0.5820)]
    [InlineData("MinAtar/SpaceInvaders-v0", 3000, 2.88575, 0.03755, 52.0050, 0.6272)]
    [InlineData("MinAtar/SpaceInvaders-v1", 3000, 4.02525, 0.05075, 58.0340, 0.7109)]
    [InlineData("MinAtar/Freeway-v0", 200, 0.17000, 0.04034, 2501.0, 0)]
    [InlineData("MinAtar/Freeway-v1", 200, 0.34000, 0.06231, 2501.0, 0)]
    public void ARandomPolicyScoresAndLastsAsInTheOriginal(
        string id, int episodes, double originalReturn, double originalReturnError, double originalLength,
        double originalLengthError)
    {
        Environment game = EnvironmentRegistry.Default.Make(id);
        int actions = ((Discrete)game.ActionSpace).Count;
        var observation = new float[game.ObservationSpace.Length];
        var random = Pcg64.FromSeed(5);
        var returns = new double[episodes];
        var lengths = new double[episodes];
        for (int e = 0; e < episodes; e++)
        {
            game.Reset(e == 0 ? 11ul : null, observation);
            StepResult result;
            do
            {
                result = game.Step(random.Integers(0, actions), observation);
                returns[e] += result.Reward;
                lengths[e]++;
            }
            while (!result.Terminated);
        }

        AssertEqualWithin5Sigma(returns, originalReturn, originalReturnError, "return");
        AssertEqualWithin5Sigma(lengths, originalLength, originalLengthError, "length");
    }

    private static void AssertEqualWithin5Sigma(double[] ours, double original, double originalError, string what)
    {
        double mean = ours.Average();
        double error = Math.Sqrt(ours.Sum(x => (x - mean) * (x - mean)) / (ours.Length - 1) / ours.Length);
        double sigma = Math.Sqrt(error * error + originalError * originalError);
        Assert.True(
            Math.Abs(mean - original) <= 5 * sigma,
            $"{what}: {mean} +- {error} against the original's {original} +- {originalError}");
    }
}
