using System.Numerics;

namespace AsyncRL.Search.Trees;

/// <summary>
/// The schedule of sequential halving (Karnin et al. 2013, "Almost optimal exploration in multi-armed bandits"): ceil(log2 m)
/// phases share n simulations; a phase visits each of its moves max(1, floor(n / (phases x moves))) times, in rounds of one visit
/// each, and leaves half of them, at least two, to the next. The last two moves take what is left over.
/// </summary>
internal struct SequentialHalving
{
    private readonly long simulations;
    private readonly int phases;
    private long rounds;    // left in this phase, the present one included

    /// <summary>Plans.</summary>
    /// <param name="moves">m, at least 1.</param>
    /// <param name="simulations">n, at least 1.</param>
    public SequentialHalving(int moves, long simulations)
    {
        this.simulations = simulations;
        phases = moves <= 1 ? 1 : BitOperations.Log2((uint)moves - 1) + 1;
        Considered = moves;
        rounds = Rounds;
    }

    /// <summary>The moves of the present phase.</summary>
    public int Considered { get; private set; }

    /// <summary>Whether the present round is the last that is planned.</summary>
    public readonly bool IsLast => Considered <= 2 && rounds <= 1;

    private readonly long Rounds => Math.Max(1, simulations / ((long)phases * Considered));

    /// <summary>After a round, the next; of the last phase there is always another.</summary>
    public void NextRound()
    {
        if (rounds > 1)
        {
            rounds--;
        }
        else if (Considered > 2)
        {
            Considered = Math.Max(2, Considered / 2);
            rounds = Rounds;
        }
    }
}
