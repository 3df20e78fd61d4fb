using AsyncRL.Environments;

namespace AsyncRL.Studies;

/// <summary>
/// Learning rates from LogUniform(1e-4, 1e-2), the range of Mnih et al. 2016, section 5.1, each with a seed of its own.
/// </summary>
public static class LearningRateDraws
{
    /// <summary>The least learning rate.</summary>
    public const double Low = 1e-4;

    /// <summary>The greatest learning rate.</summary>
    public const double High = 1e-2;

    /// <summary>Draws.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed of the draws. The i-th draw depends on it and on i alone, so that more draws leave the first ones
    /// as they were.</param>
    /// <returns>The draws.</returns>
    public static IReadOnlyList<LearningRateDraw> Of(int count, ulong seed)
    {
        var draws = new LearningRateDraw[count];
        for (int i = 0; i < count; i++)
        {
            var random = new Pcg64(new SeedSequence(seed, (uint)i));

            // 32 bits are enough for a seed, and short enough to type.
            draws[i] = new LearningRateDraw(Low * Math.Pow(High / Low, random.NextDouble()), random.NextUInt32());
        }

        return draws;
    }
}
