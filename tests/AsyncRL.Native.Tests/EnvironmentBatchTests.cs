using AsyncRL.Environments;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Native.Tests;

public sealed unsafe class EnvironmentBatchTests
{
    private const int Count = 3;
    private const int Steps = 300;
    private const ulong Seed = 11;

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("MinAtar/Breakout-v1")]
    [InlineData("KeyDoor-v0")]
    public void WithSameStepResetsItIsTheVectorEnvironment(string id)
    {
        using var expected = new VectorEnvironment(() => Catalog.Registry.Make(id), Count);
        using var batch = new EnvironmentBatch(
            Catalog.Registry, new BatchRequest(id, EnvironmentOptions.None, Count, Autoreset.SameStep));
        using var arrays = new TestArrays(batch.First, 1, Count);
        batch.Bind(arrays.Buffers);
        int length = expected.ObservationSpace.Length;
        float[] observations = new float[Count * length];
        expected.Reset(Seed, observations);
        batch.Reset(0, [Seed, Seed + 1, Seed + 2], [1, 1, 1], []);
        var random = new Pcg64(new SeedSequence(1));
        int[] actions = new int[Count];
        int ends = 0;
        for (int step = 0; step < Steps; step++)
        {
            var shown = new ReadOnlySpan<float>(arrays.Buffers.Observations[0], Count * length);
            Assert.True(shown.SequenceEqual(observations));
            for (int i = 0; i < Count; i++)
            {
                actions[i] = random.Integers(0, ((Discrete)expected.ActionSpace).Count);
                ((long*)arrays.Buffers.Actions)[i] = actions[i];
            }

            expected.Step(actions, observations);
            int ended = batch.Step(0);
            Assert.Equal(expected.Results.ToArray().Count(r => r.EpisodeEnded), ended);
            for (int i = 0; i < Count; i++)
            {
                StepResult result = expected.Results[i];
                Assert.Equal(result.Reward, arrays.Buffers.Rewards[i]);
                Assert.Equal(result.Terminated, arrays.Buffers.Terminated[i] == 1);
                Assert.Equal(result.Truncated, arrays.Buffers.Truncated[i] == 1);
                if (result.EpisodeEnded)
                {
                    ends++;
                    Assert.True(expected.FinalObservation(i).SequenceEqual(
                        new ReadOnlySpan<float>((float*)arrays.Buffers.FinalObservations[0] + (i * length), length)));
                }
            }
        }

        Assert.True(ends > 0);
    }

    [Fact]
    public void WithNextStepResetsTheStepAfterAnEndIsTheReset()
    {
        using var batch = new EnvironmentBatch(Catalog.Registry, new BatchRequest("Catch-v0", EnvironmentOptions.None));
        using var arrays = new TestArrays(batch.First, 2, 1);
        batch.Bind(arrays.Buffers);
        Environment twin = Catalog.Registry.Make("Catch-v0");
        float[] observation = new float[twin.ObservationSpace.Length];
        twin.Reset(Seed, observation);
        batch.Reset(0, [Seed], [1], []);
        for (int step = 0; step < 9; step++)
        {
            twin.Step(0, observation);
            Assert.Equal(step == 8 ? 1 : 0, batch.Step(0));
        }

        Assert.Equal(1, arrays.Buffers.Terminated[0]);
        Assert.NotEqual(0, arrays.Buffers.Rewards[0]);
        twin.Reset(null, observation);
        ((long*)arrays.Buffers.Actions)[0] = 77; // nobody looks at it
        Assert.Equal(0, batch.Step(1));
        Assert.Equal(0, arrays.Buffers.Terminated[1]);
        Assert.Equal(0, arrays.Buffers.Rewards[1]);
        int length = observation.Length;
        Assert.True(observation.AsSpan().SequenceEqual(
            new ReadOnlySpan<float>((float*)arrays.Buffers.Observations[0] + length, length)));
        Assert.Throws<ArgumentException>(() => batch.Step(0));
    }

    [Fact]
    public void ActionsThatAreNoneAreRefusedBeforeAnythingIsPlayed()
    {
        using var batch = new EnvironmentBatch(Catalog.Registry, new BatchRequest("Pendulum-v1", EnvironmentOptions.None, 2));
        using var arrays = new TestArrays(batch.First, 1, 2);
        batch.Bind(arrays.Buffers);
        batch.Reset(0, [1, 2], [1, 1], []);
        ((float*)arrays.Buffers.Actions)[1] = float.NaN;
        var e = Assert.Throws<ArgumentException>(() => batch.Step(0));
        Assert.Equal("Environment 1 was given NaN as element 0 of its action, which is no number.", e.Message);
        ((float*)arrays.Buffers.Actions)[1] = float.PositiveInfinity;
        batch.Step(0);
        Assert.True(double.IsFinite(arrays.Buffers.Rewards[1]));

        using var one = new EnvironmentBatch(
            Catalog.Registry, new BatchRequest("CartPole-v1", EnvironmentOptions.None, 1, Autoreset.Disabled));
        using var buffers = new TestArrays(one.First, 1, 1);
        one.Bind(buffers.Buffers);
        one.Reset(0, [1], [1], []);
        foreach (long action in (long[])[2, -1, 1L << 40])
        {
            e = Assert.Throws<ArgumentException>(() => one.StepOne(0, action));
            Assert.Equal($"Environment 0 was given the action {action}, but its actions are Discrete(2).", e.Message);
        }
    }

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("Taxi-v4")]
    [InlineData("Labyrinth-v0")]
    [InlineData("PointReach-v0")]
    public void StepsAllocateNothing(string id)
    {
        using var batch = new EnvironmentBatch(Catalog.Registry, new BatchRequest(id, EnvironmentOptions.None, Count));
        using var arrays = new TestArrays(batch.First, 1, Count);
        batch.Bind(arrays.Buffers);
        batch.Reset(0, [], [], []);
        Play();
        Assert.Equal(0, Allocations.Of(Play));

        void Play()
        {
            for (int i = 0; i < 50; i++)
            {
                batch.Step(0);
            }
        }
    }
}
