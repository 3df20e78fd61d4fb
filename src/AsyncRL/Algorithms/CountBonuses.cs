using AsyncRL.Curiosity;
using AsyncRL.Play;

namespace AsyncRL.Algorithms;

/// <summary>The count-based bonus, for every method whose rewards it may be added to.</summary>
internal static class CountBonuses
{
    /// <summary>Its options, for <see cref="Algorithm.OwnOptions"/>.</summary>
    public static OptionGroup Options { get; } = OptionGroup.Of<CountBonusOptions>("count_bonus");

    /// <summary>A design with the bonus that the options ask for.</summary>
    /// <param name="design">A design without shaping.</param>
    /// <param name="options">The resolved options.</param>
    /// <returns>The design.</returns>
    /// <exception cref="OptionException">The bonus does not go together with another option.</exception>
    public static AgentDesign WithCountBonus(this AgentDesign design, TrainingOptions options) =>
        design with { CreateShaping = CreateShaping(options) };

    /// <summary>The shaping of a player: a bonus, or none where the coefficient is 0.</summary>
    /// <param name="options">The resolved options.</param>
    /// <returns>What makes it.</returns>
    /// <exception cref="OptionException">The bonus does not go together with another option.</exception>
    public static Func<int, IReadOnlyList<Shaping>> CreateShaping(TrainingOptions options)
    {
        CountBonusOptions bonus = options.Group<CountBonusOptions>();
        if (bonus.Coef == 0)
        {
            return _ => [];
        }

        if (options.NormalizeObservations == true)
        {
            throw new OptionException(
                "count_bonus.coef: normalize_observations shows the same state by other numbers as its statistics change, so " +
                "that no state would ever be counted twice; set normalize_observations to false, or count_bonus.coef to 0.");
        }

        return options.Group<HindsightOptions>().Strategy == HindsightStrategy.None
            ? _ => [new CountBonus((float)bonus.Coef, bonus.Capacity)]
            : throw new OptionException(
                "count_bonus.coef: hindsight computes rewards anew from the goals of other episodes, which leaves the bonus " +
                "out; set her.strategy to none, or count_bonus.coef to 0.");
    }
}
