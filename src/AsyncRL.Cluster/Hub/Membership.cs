using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using AsyncRL.Cluster.Wire;
using AsyncRL.Parameters;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The processes that are in, by their leases, and the numbers that actors have had. Whoever is dropped has to join again.
/// </summary>
/// <remarks>Under the gate.</remarks>
/// <param name="run">How far the run is.</param>
/// <param name="parameters">What actors play with.</param>
/// <param name="warnings">Where it is told of who does not fit.</param>
internal sealed class Membership(RunStage run, IParameterVersions parameters, HubWarnings warnings)
{
    private readonly Dictionary<long, Member> members = [];
    private int nextNumber;
    private double pace; // in milliseconds

    /// <summary>The processes that are in.</summary>
    public IReadOnlyCollection<Member> Members => members.Values;

    /// <summary>Since when nobody has been in, in milliseconds of the machine; of no meaning while somebody is.</summary>
    public long EmptySince { get; set; }

    /// <summary>Processes that were dropped because nothing was heard of them, since the run began.</summary>
    public long Lost { get; private set; }

    /// <summary>Processes that came back, since the run began.</summary>
    public long Rejoined { get; private set; }

    /// <summary>Time between two deliveries of a process, on average over the last of all.</summary>
    public TimeSpan Pace => TimeSpan.FromMilliseconds(pace);

    /// <summary>Looks whether a process is in, and notes that it was heard of.</summary>
    /// <param name="lease">What it shows.</param>
    /// <param name="member">The process.</param>
    /// <param name="receipt">What it is told where it is not in.</param>
    /// <returns>Whether it is, and the run goes on.</returns>
    public bool IsIn(long lease, [NotNullWhen(true)] out Member? member, out Receipt receipt)
    {
        Standing standing = run.Standing;
        if (members.TryGetValue(lease, out member))
        {
            member.Heard = System.Environment.TickCount64;
            member.KnowsOfEnd = standing == Standing.Complete;
            receipt = Answer(standing);
            return standing == Standing.In;
        }

        receipt = Answer(standing == Standing.In ? Standing.Lapsed : standing);
        return false;
    }

    /// <summary>What a process is answered.</summary>
    /// <param name="standing">How it stands.</param>
    /// <param name="granted">Steps that it is granted.</param>
    public Receipt Answer(Standing standing, int granted = 0) => new(standing, granted, parameters.Version, run.Received);

    /// <summary>Lets a process in, in place of the one whose lease it had before.</summary>
    /// <param name="application">Who wants to.</param>
    /// <returns>The member.</returns>
    public Member Enter(Application application)
    {
        Leave(application.Before);
        bool again = application.Numbers.Length > 0;
        Rejoined += again ? 1 : 0;
        int[] numbers = again ? application.Numbers : [.. Enumerable.Range(nextNumber, application.Actors)];
        nextNumber = Math.Max(nextNumber, numbers.Max() + 1);
        var member = new Member(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) | 1, application.Name, numbers)
        {
            Heard = System.Environment.TickCount64,
            Delivered = System.Environment.TickCount64,
        };
        members.Add(member.Lease, member);
        return member;
    }

    /// <summary>Drops a process that leaves, if it is in.</summary>
    /// <param name="lease">What it shows.</param>
    public void Leave(long lease)
    {
        if (members.TryGetValue(lease, out Member? member))
        {
            Drop(member);
        }
    }

    /// <summary>Drops a process; what it was granted is free for others.</summary>
    /// <param name="member">The process.</param>
    public void Drop(Member member)
    {
        run.TakeBack(member);
        members.Remove(member.Lease);
        if (members.Count == 0)
        {
            EmptySince = System.Environment.TickCount64;
        }
    }

    /// <summary>Notes that a process comes with a delivery, whether or not there is room for it.</summary>
    /// <param name="member">The process.</param>
    public void NoteDelivery(Member member)
    {
        long now = System.Environment.TickCount64;
        pace = (0.9 * pace) + (0.1 * (now - member.Delivered));
        (member.Delivered, member.IsToldSilent) = (now, false);
    }

    /// <summary>Drops a process of which nothing was heard.</summary>
    /// <param name="member">The process.</param>
    /// <param name="patience">For how long.</param>
    public void DropLost(Member member, TimeSpan patience)
    {
        Lost++;
        ClusterMeter.Lost();
        Drop(member);
        warnings.Add($"{member.Name} was not heard of for {patience.TotalSeconds:F0} s and is dropped; it may come back.");
    }

    /// <summary>Drops a process that sent what does not fit.</summary>
    /// <param name="lease">What it shows.</param>
    /// <param name="why">What was wrong with it.</param>
    /// <returns>What it is told.</returns>
    public Receipt DropUnfit(long lease, Exception why)
    {
        if (members.TryGetValue(lease, out Member? member))
        {
            warnings.Add($"What {member.Name} sent does not fit this run ({why.Message}); it has to join again.");
            Drop(member);
        }

        return Answer(Standing.Lapsed);
    }

    /// <summary>Writes what a resumed run needs of it.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(nextNumber);
        writer.Write(Lost);
        writer.Write(Rejoined);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        // Numbers that were given after the checkpoint was written must not be given again, or two actors would play alike.
        nextNumber = reader.ReadInt32() + 1000;
        Lost = reader.ReadInt64();
        Rejoined = reader.ReadInt64();
    }
}
