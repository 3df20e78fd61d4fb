using System.Security.Cryptography;
using System.Text;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>Lets processes in that have the run's secret, the learner's version and the same plan.</summary>
/// <remarks>Takes the gate to let one in; the checks before need none.</remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="run">How far the run is.</param>
/// <param name="members">Who is in.</param>
/// <param name="print">The learner's own plan: see <see cref="PlanPrint"/>.</param>
/// <param name="settings">Has the secret, and what a process is given.</param>
internal sealed class Door(object gate, RunStage run, Membership members, string[] print, Func<HubSettings> settings)
{
    private const int MostActors = 4096, MostNumber = 1_000_000_000;
    private const string OfAnotherRun = "The token is of another run; take the one that this run's learner printed.";

    /// <inheritdoc cref="ILearner.Greet"/>
    public Greeting Greet(string version, string secret)
    {
        string? refusal = version != ProductVersion.Current
            ? $"The learner runs AsyncRL {ProductVersion.Current}, but this machine {version}; install the same version on both."
            : Knows(secret) ? null : OfAnotherRun;
        return new Greeting
        {
            Refusal = refusal, Configuration = refusal is null ? settings().Configuration : string.Empty,
        };
    }

    /// <inheritdoc cref="ILearner.Join"/>
    public Admission Join(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        if (Objection(application) is { } objection)
        {
            return new Admission { Standing = Standing.Refused, Refusal = objection };
        }

        lock (gate)
        {
            if (run.Standing is not Standing.In and var standing)
            {
                members.IsIn(application.Before, out _, out _);
                return new Admission { Standing = standing };
            }

            Member member = members.Enter(application);
            return new Admission { Standing = Standing.In, Lease = member.Lease, Numbers = member.Numbers };
        }
    }

    private string? Objection(Application application) =>
        !Knows(application.Secret) ? OfAnotherRun
        : PlanPrint.Difference(print, application.Plan)
            ?? (AreNumbers(application.Actors, application.Numbers) ? null :
                $"A process has 1 to {MostActors} actors, and comes back with the numbers that it was given; start it again.");

    private static bool AreNumbers(int actors, int[] numbers) =>
        actors is >= 1 and <= MostActors && numbers.Length <= MostActors
        && Array.TrueForAll(numbers, n => n is >= 0 and <= MostNumber) && numbers.Distinct().Count() == numbers.Length;

    private bool Knows(string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(settings().Secret)));
}
