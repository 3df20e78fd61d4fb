using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Serialization;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// The parameters that self-play plays with: the newest or, where candidates must win a match first, those that did so last.
/// </summary>
/// <remarks>Copied whole and under a lock, so that nobody plays with half an update.</remarks>
/// <param name="newest">theta between two updates.</param>
/// <param name="theta">theta, for its layout.</param>
/// <param name="isGated">Whether candidates must win a match.</param>
internal sealed class PlayedParameters(PublishedParameters newest, ParameterVector theta, bool isGated)
{
    private readonly Lock gate = new();
    private readonly ParameterVector? accepted = isGated ? Copy(theta) : null;
    private long version;

    /// <summary>Changes whenever the parameters do.</summary>
    public long Version => accepted is null ? newest.Version : Volatile.Read(ref version);

    /// <summary>Copies the parameters.</summary>
    /// <param name="to">Receives them.</param>
    /// <returns>Their version.</returns>
    public long CopyTo(ParameterVector to)
    {
        if (accepted is null)
        {
            return newest.CopyTo(to);
        }

        lock (gate)
        {
            to.CopyFrom(accepted);
            return version;
        }
    }

    /// <summary>Copies the newest parameters, whether they are played with or not.</summary>
    /// <param name="to">Receives them.</param>
    public void CopyNewestTo(ParameterVector to) => newest.CopyTo(to);

    /// <summary>A candidate has won its match.</summary>
    /// <param name="candidate">Its parameters.</param>
    public void Accept(ParameterVector candidate)
    {
        lock (gate)
        {
            accepted!.CopyFrom(candidate);
            Volatile.Write(ref version, version + 1);
        }
    }

    /// <summary>Writes what is played with, where it is not theta.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(version);
        if (accepted is not null)
        {
            writer.WriteArray<float>(accepted.Span);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; a run that had no gate before begins with theta.</summary>
    public void Load(BinaryReader reader)
    {
        version = reader.ReadInt64();
        if (accepted is not null && reader.BaseStream.Position < reader.BaseStream.Length)
        {
            reader.ReadArray(accepted.Span);
        }
        else if (accepted is not null)
        {
            newest.CopyTo(accepted);
        }
    }

    private static ParameterVector Copy(ParameterVector theta)
    {
        var copy = new ParameterVector(theta.Layout);
        copy.CopyFrom(theta);
        return copy;
    }
}
