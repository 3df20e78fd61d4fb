using System.Text.Json;

namespace AsyncRL.Cluster.Processes;

/// <summary>
/// What a supervisor gives the processes that it starts, in a variable of their environment: it stays the same when one of them
/// is started again.
/// </summary>
/// <param name="Port">Port of the loopback where the learner listens.</param>
/// <param name="Secret">What actors have to know.</param>
/// <param name="ActorsEach">Actors of an actor process.</param>
/// <param name="Note">File in which the learner notes its run: see <see cref="SeatNote"/>.</param>
public sealed record LearnerSeat(int Port, string Secret, int ActorsEach, string Note)
{
    /// <summary>The variable.</summary>
    public const string Variable = "ASYNCRL_CLUSTER_SEAT";

    /// <summary>The seat that this process was given; null where no supervisor started it.</summary>
    public static LearnerSeat? OfProcess() =>
        System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? JsonSerializer.Deserialize<LearnerSeat>(text)
            : null;

    /// <summary>The value of the variable.</summary>
    public string ToText() => JsonSerializer.Serialize(this);
}
