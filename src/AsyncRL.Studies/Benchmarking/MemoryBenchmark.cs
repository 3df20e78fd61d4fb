using System.Diagnostics;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>
/// Memory of a training, and what an actor of it cannot do without: a copy of the parameters, the activations
/// of a segment, and its environments.
/// </summary>
/// <remarks>
/// One process cannot tell both of few and of many threads, because what it took for the ones it keeps for the others: what a
/// further thread takes is the difference of two processes.
/// </remarks>
public static class MemoryBenchmark
{
    // Long enough for every one of some 30 actors to have learnt from some segments.
    private static readonly TimeSpan Training = TimeSpan.FromSeconds(1);

    /// <summary>Trains for a second and measures this process; to be called once in a process.</summary>
    /// <param name="configuration">Algorithm, environment and options.</param>
    /// <param name="threads">Threads to train with, in place of the configuration's; at least 1.</param>
    /// <returns>The process's memory while all of the training is there.</returns>
    public static MemoryFootprint Footprint(ResolvedConfiguration configuration, int threads)
    {
        using var environments = new EnvironmentPool();
        Learner learner = Throughput.Endless(
            configuration, configuration.Options.Topology with { Threads = threads }, environments);
        Train(learner);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var footprint = new MemoryFootprint(GC.GetTotalMemory(forceFullCollection: true), System.Environment.WorkingSet);
        GC.KeepAlive(learner);
        return footprint;
    }

    /// <summary>Measures what an actor cannot do without.</summary>
    /// <param name="configuration">Algorithm, environment and options.</param>
    /// <returns>Bytes of each part.</returns>
    public static MemoryShare Own(ResolvedConfiguration configuration)
    {
        TrainingOptions options = configuration.Options;
        int count = options.Topology.EnvsPerActor;
        using var pool = new EnvironmentPool();
        Learner learner = Throughput.Endless(configuration, options.Topology with { Threads = 1 }, pool);
        long parameters = AllocatedBy(() => new ParameterVector(learner.Model.Parameters));
        long activations =
            AllocatedBy(() => new Model(learner.Model, learner.Shared.Theta, (options.TMax + 1) * count, learns: false, count));
        var environments = new Environment[count];
        float[][] observations = new float[count][];
        long making = AllocatedBy(() =>
        {
            for (int i = 0; i < count; i++)
            {
                (environments[i] as IDisposable)?.Dispose();
                environments[i] = EnvironmentRegistry.Default.Make(configuration.EnvironmentId, configuration.EnvironmentOptions);
                observations[i] = new float[environments[i].ObservationSpace.Length];
            }

            return Reset();
        });
        var share = new MemoryShare(parameters, activations, making - AllocatedBy(Reset));
        Array.ForEach(environments, e => (e as IDisposable)?.Dispose());
        return share;

        // Leaves only garbage behind the second time.
        Environment[] Reset()
        {
            for (int i = 0; i < count; i++)
            {
                environments[i].Reset((ulong)i, observations[i]);
            }

            return environments;
        }
    }

    // Episodes are taken off the actors' hands all the time, as in a run: those that wait to be reported are not what an actor
    // needs.
    private static void Train(Learner learner)
    {
        var episodes = new List<EpisodeRecord>();
        var totals = new UpdateTotals();
        learner.Shared.StepLimit = long.MaxValue / 2;
        long start = Stopwatch.GetTimestamp();
        learner.Topology.RunUntil(() =>
        {
            foreach (PlayedEpisodes played in learner.Topology.Episodes)
            {
                played.Drain(episodes);
            }

            foreach (UpdateStatistics updates in learner.Topology.Updates)
            {
                updates.Drain(totals);
            }

            episodes.Clear();
            return Stopwatch.GetElapsedTime(start) >= Training;
        });
        Throughput.Halt(learner);
    }

    // By this thread alone: the size of the heap changes by what other threads do, too. Of environments a kilobyte or so each
    // that creating leaves behind as garbage is counted with them.
    private static long AllocatedBy<T>(Func<T> create)
    {
        create();
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(create());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
