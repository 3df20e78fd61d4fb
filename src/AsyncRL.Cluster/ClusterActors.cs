using System.Net;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Processes;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster;

/// <summary>Actors in this process that play for a learner elsewhere.</summary>
public static class ClusterActors
{
    /// <summary>Joins a learner, and plays for it.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="token">The join token that it printed.</param>
    /// <param name="actors">Actors, a thread each.</param>
    /// <param name="environment">The environment that it is expected to train; null for any.</param>
    /// <param name="patience">How long the learner may be gone.</param>
    /// <param name="tell">Is told what becomes of it, a sentence at a time.</param>
    /// <param name="leave">Asks to leave.</param>
    /// <returns>Whether the run is complete; false where it left.</returns>
    /// <exception cref="ClusterException">It was refused, or the learner was gone for too long.</exception>
    public static async Task<bool> Join(
        string address, string token, int actors, string? environment, TimeSpan patience, Action<string> tell,
        CancellationToken leave)
    {
        IPEndPoint[] learner = ClusterPlace.AddressesOf(address);
        ClusterSeal seal = JoinToken.Parse(token).ToSeal();
        using var process = new ActorProcess(
            () => OrleansLink.Connect(learner, seal),
            new ActorSettings
            {
                Address = string.Join(" or ", learner.AsEnumerable()),
                Secret = token.Trim(),
                Actors = actors,
                Environment = environment,
                Patience = patience,
                Tell = tell,
            });
        return await process.Run(leave).ConfigureAwait(false) == Standing.Complete;
    }

    /// <summary>Plays for the learner of the supervisor that started this process.</summary>
    /// <param name="seat">What the supervisor gave.</param>
    /// <param name="leave">Asks to leave.</param>
    /// <returns>Whether the run is complete; false where it left.</returns>
    /// <exception cref="ClusterException">It was refused, or the learner was gone for too long.</exception>
    public static async Task<bool> Play(LearnerSeat seat, CancellationToken leave)
    {
        ArgumentNullException.ThrowIfNull(seat);
        var learner = new IPEndPoint(IPAddress.Loopback, seat.Port);
        using var process = new ActorProcess(
            () => OrleansLink.Connect([learner], null),
            new ActorSettings { Address = $"{learner}", Secret = seat.Secret, Actors = seat.ActorsEach });
        return await process.Run(leave).ConfigureAwait(false) == Standing.Complete;
    }
}
