using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The version that a process is fetching, kept for it until every piece was asked for: however slow its connection is, and
/// however many versions others fetch meanwhile, it gets a whole one.
/// </summary>
/// <remarks>Under its shelf's lock. A process fetches one version at a time.</remarks>
internal sealed class HeldVersion
{
    private Piece[] pieces = [];
    private int left;

    /// <summary>Holds a version in place of the one before.</summary>
    /// <param name="version">All of its pieces.</param>
    public void Hold(Piece[] version)
    {
        pieces = version;
        left = version.Length;
    }

    /// <summary>Gives a piece out.</summary>
    /// <param name="version">Updates that it holds; -1 for whatever is held.</param>
    /// <param name="index">Its number.</param>
    /// <returns>The piece; null where it is not held any more.</returns>
    public Piece? Give(long version, int index)
    {
        if (index < 0 || index >= pieces.Length || (version >= 0 && version != pieces[0].Version))
        {
            return null;
        }

        Piece piece = pieces[index];
        if (--left == 0)
        {
            pieces = [];
        }

        return piece;
    }
}
