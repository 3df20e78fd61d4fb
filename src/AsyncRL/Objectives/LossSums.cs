using System.Runtime.CompilerServices;

namespace AsyncRL.Objectives;

/// <summary>
/// Sums over the rows of one batch, one for each of the objective's <see cref="Objective.Losses"/> in their order. Kept for the
/// reports, which divide by the rows; nothing of it feeds back into learning.
/// </summary>
/// <param name="rows">Decisions summed over.</param>
public struct LossSums(int rows)
{
    /// <summary>Most sums that an objective may report.</summary>
    public const int Most = 12;

    private Sums sums;
    private ExplainedVariance explained;

    /// <summary>Decisions summed over.</summary>
    public int Rows { get; private set; } = rows;

    /// <summary>How well values foresaw the returns that were learnt from, where the objective learns values of them.</summary>
    internal ExplainedVariance Explained
    {
        readonly get => explained;
        set => explained = value;
    }

    /// <summary>The sum of a term.</summary>
    /// <param name="term">Index in <see cref="Objective.Losses"/>.</param>
    public double this[int term]
    {
        readonly get => sums[term];
        set => sums[term] = value;
    }

    /// <summary>Sums over the rows of two batches.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <returns>The sums.</returns>
    public static LossSums operator +(in LossSums a, in LossSums b)
    {
        LossSums c = a;
        c.Rows += b.Rows;
        c.AddSums(b);
        return c;
    }

    /// <summary>Adds the sums of another batch, but not its rows.</summary>
    /// <param name="other">The other.</param>
    internal void AddSums(in LossSums other)
    {
        Span<double> own = sums;
        ReadOnlySpan<double> added = other.sums;
        for (int i = 0; i < own.Length && i < added.Length; i++)
        {
            own[i] += added[i];
        }

        explained.Add(other.explained);
    }

    /// <summary>The mean of a term over the rows; 0 without rows.</summary>
    /// <param name="term">Index in <see cref="Objective.Losses"/>.</param>
    /// <returns>The mean.</returns>
    public readonly double Mean(int term) => Rows == 0 ? 0 : sums[term] / Rows;

    [InlineArray(Most)]
    private struct Sums
    {
        private double first;
    }
}
