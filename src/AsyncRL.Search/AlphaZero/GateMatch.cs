using AsyncRL.Neural;
using AsyncRL.Runs;
using AsyncRL.Serialization;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// Candidates for the parameters that self-play plays with, which must win a match against these first (Silver et al. 2017). One
/// match at a time.
/// </summary>
/// <remarks>All is under the arena's lock, but for the two networks, which stay as they are while a game of theirs is
/// open.</remarks>
/// <param name="options">Games, and the share to win.</param>
/// <param name="played">The parameters that are played with.</param>
/// <param name="layout">Their layout.</param>
internal sealed class GateMatch(AlphaZeroOptions options, PlayedParameters played, ParameterLayout layout)
{
    private long next = options.GateInterval;
    private int open;       // games that are not over yet
    private int games;
    private double points;

    /// <summary>The candidate's parameters.</summary>
    public ParameterVector Candidate { get; } = new(layout);

    /// <summary>Those that were played with when the match began.</summary>
    public ParameterVector Defender { get; } = new(layout);

    /// <summary>Candidates that won their match.</summary>
    public long Accepted { get; private set; }

    /// <summary>Candidates that did not.</summary>
    public long Refused { get; private set; }

    /// <summary>Begins a match, if one is due.</summary>
    /// <param name="steps">The run's steps.</param>
    /// <returns>Its games; 0 where none is due.</returns>
    public int TryBegin(long steps)
    {
        if (open > 0 || steps < next)
        {
            return 0;
        }

        next = RunClock.After(steps, options.GateInterval);
        played.CopyNewestTo(Candidate);
        played.CopyTo(Defender);
        (open, games, points) = (options.GateGames, 0, 0);
        return open;
    }

    /// <summary>Notes how a game ended.</summary>
    /// <param name="won">The candidate's points: 1, half or 0.</param>
    public void Note(double won)
    {
        points += won;
        games++;
        if (--open > 0)
        {
            return;
        }

        if (points >= options.GateShare * games)
        {
            Accepted++;
            played.Accept(Candidate);
        }
        else
        {
            Refused++;
        }
    }

    /// <summary>The step at which the next candidate is due, for a checkpoint.</summary>
    public long Next => next;

    /// <summary>Writes the match.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(games);
        writer.Write(points);
        writer.Write(Accepted);
        writer.Write(Refused);
        writer.WriteArray<float>(Candidate.Span);
        writer.WriteArray<float>(Defender.Span);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <param name="due">When the next candidate is due.</param>
    /// <param name="pending">Games of the match that are still to be played.</param>
    public void Load(BinaryReader reader, long due, int pending)
    {
        games = reader.ReadInt32();
        points = reader.ReadDouble();
        Accepted = reader.ReadInt64();
        Refused = reader.ReadInt64();
        reader.ReadArray(Candidate.Span);
        reader.ReadArray(Defender.Span);
        (next, open) = (due, pending);
    }
}
