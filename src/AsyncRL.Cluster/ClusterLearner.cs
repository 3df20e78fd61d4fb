using System.Globalization;
using System.Net;
using AsyncRL.Algorithms;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Processes;
using AsyncRL.Runs;

namespace AsyncRL.Cluster;

/// <summary>The learner's side of a run whose actors are other processes: makes its algorithm, and listens while it
/// trains.</summary>
/// <param name="place">Where the actors are.</param>
/// <param name="seat">What a supervisor gave; null without one.</param>
public sealed class ClusterLearner(ClusterPlace place, LearnerSeat? seat) : IAsyncDisposable
{
    private IHubTopology? topology;
    private LearnerSilo? silo;

    /// <summary>What the hub is told of the run, once it has started.</summary>
    internal HubSettings Settings => topology!.Hub.Settings;

    /// <summary>The same algorithm, whose actors join. To be made before its run is.</summary>
    /// <param name="original">The algorithm.</param>
    /// <returns>The algorithm to make the run with.</returns>
    /// <exception cref="ClusterException">The address cannot be listened at; no run is begun for nothing.</exception>
    public Algorithm Distribute(Algorithm original)
    {
        if (place.Listen is { } listen)
        {
            LearnerSilo.RequireFree(listen);
        }

        return DistributedAlgorithm.Learning(original, made => topology = made, PlayersToCome);
    }

    /// <summary>Starts to listen; actors come in when the run begins.</summary>
    /// <param name="run">The run, made with <see cref="Distribute"/>.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="configuration">Its configuration, which actors make their half of.</param>
    /// <returns>The command that joins from another machine; null where all processes are here.</returns>
    /// <exception cref="ClusterException">The address cannot be listened at.</exception>
    public async Task<string?> Start(TrainingRun run, RunFolder folder, ResolvedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(configuration);
        LearnerHub hub = topology!.Hub;
        RunKeys? keys = place.Listen is null ? null : RunKeys.In(ClusterFiles.KeysOf(folder));
        IPEndPoint listen = place.Listen ?? new IPEndPoint(IPAddress.Loopback, seat!.Port);
        string? join = keys is null ? null : $"asyncrl cluster join {NameOf(listen)} --token";
        hub.Settings = new HubSettings
        {
            Secret = keys?.Token.ToString() ?? seat!.Secret,
            Configuration = configuration.ToJson(),
            HowToJoin = join is null
                ? "Its supervisor starts actors again and again; what they said tells why they end."
                // Without the token: warnings stay in a log that others may read.
                : $"On another machine: {join} T, where T is the join token that was printed when the learner started.",
            Write = status => ClusterFiles.Write(folder, status),
        };
        foreach (string idle in ClusterOptionRules.Idle(configuration))
        {
            run.AddWarning(idle);
        }

        run.Progress += _ =>
        {
            foreach (string warning in hub.TakeWarnings())
            {
                run.AddWarning(warning);
            }
        };
        if (!RunFolder.HasCheckpoint(folder.Path))
        {
            run.SaveAtStart();
        }

        ClusterFiles.Remember(folder, place);
        silo = await LearnerSilo.Start(hub, listen, keys?.Seal).ConfigureAwait(false);
        return join is null ? null : $"{join} {keys!.Token}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (place.Listen is not null && topology is not null)
        {
            // Those here end with their supervisor.
            await topology.Hub.Farewell().ConfigureAwait(false);
        }

        topology?.Dispose();
        if (silo is not null)
        {
            await silo.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Where the learner is started again its actors are there.
    private int PlayersToCome =>
        seat is null || SeatNote.Read(seat.Note) is not null ? 0 : place.Processes * place.ActorsEach;

    // Whoever listens at all addresses of a machine is found by its name.
    private static string NameOf(IPEndPoint listen) =>
        listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
            ? string.Create(CultureInfo.InvariantCulture, $"{System.Environment.MachineName}:{listen.Port}")
            : $"{listen}";
}
