using AsyncRL.Algorithms;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Runs;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Tests.Support;

/// <summary>A learner in this process, with a hub that actors of this process join.</summary>
internal sealed class LearnerRun : IDisposable
{
    public const string Secret = "a secret";

    private IHubTopology? topology;

    public LearnerRun(
        ResolvedConfiguration configuration, string? checkpoint = null, RunFolder? folder = null, int players = 0)
    {
        DistributedAlgorithm algorithm = DistributedAlgorithm.Learning(
            AlgorithmCatalog.Find(configuration.Algorithm), made => topology = made, players);
        Training = new TrainingRun(
            algorithm,
            [new TrainingTask(configuration.EnvironmentId, () => EnvironmentRegistry.Default.Make(configuration.EnvironmentId))],
            configuration.Options, folder);
        if (checkpoint is not null)
        {
            Training.Restore(checkpoint);
        }

        Hub.Settings = new HubSettings { Secret = Secret, Configuration = configuration.ToJson() };
    }

    public TrainingRun Training { get; }

    public LearnerHub Hub => topology!.Hub;

    public SharedParameters Shared => ((Topology)topology!).Shared;

    public ModelDescription Model => Shared.Model;

    /// <summary>The options of a short training.</summary>
    public static ResolvedConfiguration Configure(params (string Key, string Value)[] settings) => ResolvedConfiguration.Resolve(
        "impala", "CartPole-v1",
        [
            new OptionLayer("test",
            [
                ("steps", "4000"), ("t_max", "8"), ("topology.envs_per_actor", "2"), ("network.hidden", "[16]"),
                ("network.conv", "[]"), ("evaluation.episodes", "0"), ("impala.queue", "2"), ("impala.batch_trajectories", "1"),
                ("normalize_observations", "false"), ("rescale_actions", "false"), .. settings,
            ]),
        ]);

    /// <summary>The options of a short training of bundles.</summary>
    public static ResolvedConfiguration ConfigureBundles(params (string Key, string Value)[] settings) =>
        ResolvedConfiguration.Resolve(
            "gorila", "CartPole-v1",
            [
                new OptionLayer("test",
                [
                    ("steps", "4000"), ("topology.envs_per_actor", "2"), ("network.hidden", "[16]"), ("network.conv", "[]"),
                    ("evaluation.episodes", "0"), ("replay.capacity", "1000"), ("replay.learning_starts", "100"),
                    ("normalize_observations", "false"), ("gorila.pull_interval", "16"), ("gorila.target_updates", "50"),
                    ("report.interval", "500"), .. settings,
                ]),
            ]);

    public static ActorSettings Actors(int actors) => new()
    {
        Address = "here", Secret = Secret, Actors = actors, Patience = TimeSpan.FromMinutes(5),
    };

    /// <summary>Plays for this learner on the thread pool.</summary>
    public async Task<Standing> Play(int actors, CancellationToken leave, Action<DirectLink>? made = null)
    {
        using var process = new ActorProcess(
            () =>
            {
                var link = new DirectLink(Hub);
                made?.Invoke(link);
                return Task.FromResult<Engine.ILearnerLink>(link);
            },
            Actors(actors));
        return await process.Run(leave);
    }

    public void Dispose()
    {
        topology!.Dispose();
        Training.Dispose();
    }
}
