using AsyncRL.Tests.Support;

namespace AsyncRL.Environments.Tests;

public class VectorEnvironmentTests
{
    private const int Count = 3;

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("Pendulum-v1")]
    [InlineData("MinAtar/Breakout-v1")]
    public void EveryCopyPlaysAsItWouldAloneAndStartsOverInTheSameStep(string id)
    {
        var vector = new VectorEnvironment(() => EnvironmentRegistry.Default.Make(id), Count);
        int length = vector.ObservationSpace.Length;
        var observations = new float[Count * length];
        var alone = new Environment[Count];
        var expected = new float[length];
        vector.Reset(7, observations);
        for (int i = 0; i < Count; i++)
        {
            alone[i] = EnvironmentRegistry.Default.Make(id);
            alone[i].Reset((ulong)(7 + i), expected);
            Assert.Equal(expected, observations[(i * length)..((i + 1) * length)]);
        }

        var random = Pcg64.FromSeed(1);
        int width = vector.ActionSpace.Length, ends = 0;
        var numbers = new float[Count * width];
        for (int step = 0; step < 700; step++)
        {
            for (int i = 0; i < Count; i++)
            {
                vector.ActionSpace.Sample(random, numbers.AsSpan(i * width, width));
            }

            int[] indices = [.. numbers.Select(x => (int)x)];
            bool isDiscrete = vector.ActionSpace is Discrete;
            if (isDiscrete)
            {
                vector.Step(indices, observations);
            }
            else
            {
                vector.Step(numbers, observations);
            }

            for (int i = 0; i < Count; i++)
            {
                StepResult result = isDiscrete
                    ? alone[i].Step(indices[i], expected)
                    : alone[i].Step(numbers.AsSpan(i * width, width), expected);
                Assert.Equal(result, vector.Results[i]);
                if (result.EpisodeEnded)
                {
                    ends++;
                    Assert.Equal(expected, vector.FinalObservation(i).ToArray());
                    alone[i].Reset(null, expected);
                }
                else
                {
                    Assert.Throws<InvalidOperationException>(() => vector.FinalObservation(i).Length);
                }

                Assert.Equal(expected, observations[(i * length)..((i + 1) * length)]);
            }
        }

        Assert.True(ends > 5);
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        var vector = new VectorEnvironment(() => EnvironmentRegistry.Default.Make("CartPole-v1"), Count);
        var observations = new float[Count * 4];
        int[] actions = [0, 1, 0];
        vector.Reset(1, observations);
        vector.Step(actions, observations);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                vector.Step(actions, observations);
            }
        }));
    }

    [Fact]
    public void WrongBuffersActionsAndFactoriesAreRefused()
    {
        var vector = new VectorEnvironment(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 2);
        Environment one = EnvironmentRegistry.Default.Make("CartPole-v1");
        int made = 0;

        Assert.Contains(
            "2 environments write 8", Assert.Throws<ArgumentException>(() => vector.Reset(1, new float[4])).Message,
            StringComparison.Ordinal);
        vector.Reset(1, new float[8]);
        Assert.Contains(
            "are 2 numbers, but 3", Assert.Throws<ArgumentException>(() => vector.Step(new int[3], new float[8])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "not Continuous", Assert.Throws<ArgumentException>(() => vector.Step(new float[2], new float[8])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "same instance twice", Assert.Throws<ArgumentException>(() => new VectorEnvironment(() => one, 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new VectorEnvironment(() => EnvironmentRegistry.Default.Make(made++ == 0 ? "CartPole-v1" : "Acrobot-v1"), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorEnvironment(() => one, 0));
    }
}
