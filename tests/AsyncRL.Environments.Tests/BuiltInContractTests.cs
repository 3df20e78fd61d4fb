using AsyncRL.Tests.Support;

namespace AsyncRL.Environments.Tests;

/// <summary>What every built-in environment keeps to.</summary>
public class BuiltInContractTests
{
    private static readonly string[] WithoutChance =
        ["CliffWalking-v1", "Chain-v0", "Chain20-v0", "Chain50-v0", "Chain100-v0", "DeepSea-v0"];

    public static TheoryData<string> Ids => [.. EnvironmentRegistry.Default.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void ASeedAndTheActionsDecideEverything(string id)
    {
        Assert.Equal(Trajectory(id, 17), Trajectory(id, 17));
        if (WithoutChance.Contains(id))
        {
            Assert.Equal(Trajectory(id, 17), Trajectory(id, 18));
        }
        else
        {
            Assert.NotEqual(Trajectory(id, 17), Trajectory(id, 18));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ASeedStartsAUsedInstanceOver(string id)
    {
        // The games of MinAtar remember the last move over the end of an episode, so that only the
        // first observation is the same for all.
        Environment environment = EnvironmentRegistry.Default.Make(id);
        float[] first = new float[environment.ObservationSpace.Length], second = new float[first.Length];
        environment.Reset(5, first);
        for (int i = 0; i < 50; i++)
        {
            Play(environment, i, second);
        }

        environment.Reset(5, second);

        Assert.Equal(first, second);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryObservationLiesInItsSpaceAndEveryRewardIsANumber(string id)
    {
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var observation = new float[environment.ObservationSpace.Length];
        environment.Reset(3, observation);
        for (int i = 0; i < 5000; i++)
        {
            AssertInside(environment, observation);
            StepResult result = Sampled.Step(environment, i, observation);
            Assert.True(double.IsFinite(result.Reward));
            AssertInside(environment, observation);
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }
    }

    // The message is made only when it is needed: pictures have thousands of numbers.
    private static void AssertInside(Environment environment, float[] observation)
    {
        if (!environment.ObservationSpace.Contains(observation))
        {
            Assert.Fail($"[{string.Join(", ", observation.Take(100))}...] is outside {environment.ObservationSpace}.");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryElementOfTheBufferIsWritten(string id)
    {
        Environment a = EnvironmentRegistry.Default.Make(id), b = EnvironmentRegistry.Default.Make(id);
        float[] clean = new float[a.ObservationSpace.Length], dirty = new float[clean.Length];
        Array.Fill(dirty, float.NaN);
        a.Reset(8, clean);
        b.Reset(8, dirty);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(clean, dirty);
            Array.Clear(clean);
            Array.Fill(dirty, float.NaN);
            Play(a, i, clean);
            Play(b, i, dirty);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AThousandStepsWithResetsAllocateNothing(string id)
    {
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var observation = new float[environment.ObservationSpace.Length];
        environment.Reset(3, observation);
        for (int i = 0; i < 2000; i++)
        {
            Play(environment, i, observation);
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Play(environment, i, observation);
                if (i % 100 == 99)
                {
                    environment.Reset(null, observation);
                }
            }
        }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ASavedStateGoesOnExactlyInAFreshInstanceAndInAUsedOne(string id)
    {
        Environment original = EnvironmentRegistry.Default.Make(id);
        Environment fresh = EnvironmentRegistry.Default.Make(id);
        Environment used = EnvironmentRegistry.Default.Make(id);
        float[] a = new float[original.ObservationSpace.Length], b = new float[a.Length], c = new float[a.Length];
        original.Reset(9, a);
        used.Reset(10, c);
        for (int i = 0; i < 33; i++)
        {
            Play(used, i + 1000, c);
        }

        // Saved at many points, so that some lie in the middle of an episode and some between two.
        for (int save = 0; save < 40; save++)
        {
            bool ended = false;
            for (int i = 0; i < 3 && !ended; i++)
            {
                ended = Sampled.Step(original, (save * 3) + i, a).EpisodeEnded;
            }

            using var memory = new MemoryStream();
            using var writer = new BinaryWriter(memory);
            original.SaveState(writer);
            using var reader = new BinaryReader(memory);
            foreach (Environment copy in (Environment[])[fresh, used])
            {
                memory.Position = 0;
                copy.LoadState(reader);
                Assert.Equal(memory.Length, memory.Position);
            }

            if (ended)
            {
                Assert.Throws<InvalidOperationException>(() => Sampled.Step(fresh, 0, b));
                original.Reset(null, a);
                fresh.Reset(null, b);
                used.Reset(null, c);
                Assert.Equal(a, b);
                Assert.Equal(a, c);
            }

            for (int i = 0; i < 25; i++)
            {
                StepResult expected = Play(original, i + (100 * save), a);
                Assert.Equal(expected, Play(fresh, i + (100 * save), b));
                Assert.Equal(expected, Play(used, i + (100 * save), c));
                Assert.Equal(a, b);
                Assert.Equal(a, c);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AnEpisodeEndsOnceAndTheStepAfterItIsAnError(string id)
    {
        // Freeway, the longest, takes 2,501 steps whatever is played; a game without a time limit that outlives
        // 20,000 random steps would be a bug.
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var observation = new float[environment.ObservationSpace.Length];
        environment.Reset(2, observation);
        int steps = 1;
        while (!Sampled.Step(environment, steps, observation).EpisodeEnded)
        {
            steps++;
        }

        Assert.InRange(steps, 1, EnvironmentRegistry.Default.Find(id).MaxEpisodeSteps ?? 20_000);
        Assert.Throws<InvalidOperationException>(() => Sampled.Step(environment, 0, observation));
        environment.Reset(null, observation);
        Sampled.Step(environment, 0, observation);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TwoInstancesOnTwoThreadsDoAsTwoInSequence(string id)
    {
        // The threads wait for each other at every step, so that their steps fall together.
        using var together = new Barrier(2);
        List<double>[] beside = await Task.WhenAll(
            Task.Factory.StartNew(() => Trajectory(id, 21, together), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(() => Trajectory(id, 22, together), TaskCreationOptions.LongRunning));

        Assert.Equal(Trajectory(id, 21), beside[0]);
        Assert.Equal(Trajectory(id, 22), beside[1]);
    }

    /// <summary>All numbers of the first 300 steps.</summary>
    private static List<double> Trajectory(string id, ulong seed, Barrier? together = null)
    {
        Environment environment = EnvironmentRegistry.Default.Make(id);
        var observation = new float[environment.ObservationSpace.Length];
        var numbers = new List<double>();
        try
        {
            environment.Reset(seed, observation);
            for (int i = 0; i < 300; i++)
            {
                together?.SignalAndWait();
                StepResult result = Play(environment, i, observation);
                numbers.AddRange([result.Reward, result.Terminated ? 1 : 0, result.Truncated ? 1 : 0]);
                foreach (float number in observation)
                {
                    numbers.Add(number);
                }
            }
        }
        finally
        {
            together?.RemoveParticipant();
        }

        return numbers;
    }

    private static StepResult Play(Environment environment, int number, float[] observation)
    {
        StepResult result = Sampled.Step(environment, number, observation);
        if (result.EpisodeEnded)
        {
            environment.Reset(null, observation);
        }

        return result;
    }
}
