using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>Gives parameters out, piece by piece.</summary>
/// <remarks>Takes the gate to look who asks and to count; pieces are found and cut under their shelf's own lock.</remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="members">Who is in.</param>
/// <param name="traffic">Counts what is sent.</param>
/// <param name="shelf">The parameters.</param>
/// <param name="heldBy">What a process is fetching of them.</param>
internal sealed class ParameterDesk(
    object gate, Membership members, Traffic traffic, ParameterShelf shelf, Func<Member, HeldVersion> heldBy)
{
    /// <inheritdoc cref="ILearner.Fetch"/>
    public Piece Fetch(long lease, long version, int piece)
    {
        Member? member;
        lock (gate)
        {
            traffic.Count(messages: 1);
            if (!members.IsIn(lease, out member, out Receipt receipt))
            {
                return new Piece { Standing = receipt.Standing };
            }
        }

        Piece found = shelf.Find(heldBy(member), version, piece);
        lock (gate)
        {
            traffic.Count(bytes: found.Content.Length + found.Moments.Length);
        }

        return found;
    }
}
