using System.Globalization;
using AsyncRL.Algorithms;

namespace AsyncRL.Runs;

/// <summary>Options with which a run cannot learn, or never does what they ask for: said before it begins.</summary>
internal static class OptionRules
{
    /// <summary>Checks the options that an algorithm reads.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="options">Its options.</param>
    /// <returns>A sentence or two for each that cannot be right.</returns>
    public static IEnumerable<string> Check(Algorithm algorithm, TrainingOptions options)
    {
        if (options.LearningRate == 0)
        {
            yield return "learning_rate: 0, so nothing is learnt. Set a rate above 0.";
        }

        RndOptions rnd = options.Group<RndOptions>();
        if (rnd.LearningRate == 0)
        {
            yield return "rnd.learning_rate: 0, so bonuses never fade. Set a rate above 0.";
        }

        if (rnd.IntrinsicCoef == 0 && rnd.ExtrinsicCoef == 0)
        {
            yield return "rnd.intrinsic_coef, rnd.extrinsic_coef: both are 0, so the policy learns from nothing. Raise one.";
        }

        if (options.RewardScale <= 0)
        {
            string so = options.RewardScale == 0 ? "every reward counts as 0" : "the worst is taken for the best";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"reward_scale: {options.RewardScale}, so {so}. Set a factor above 0, or auto.");
        }

        bool isEarly = options.Horizon > 0 && options.Horizon <= options.Steps / 2;
        foreach (string what in LinearSchedules.Of(options).Where(_ => isEarly))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"horizon: {what} is 0 from step {options.Horizon:N0} on, but the run goes on until {options.Steps:N0}. Raise " +
                $"it, or leave it at 0 for the run's own end.");
        }

        foreach (OptionEntry option in algorithm.Options.Read)
        {
            if (long.TryParse(option.Format(options), CultureInfo.InvariantCulture, out long value)
                && Check(option.Key, value, options.Steps) is { } warning)
            {
                yield return $"{option.Key}: {warning}";
            }
        }
    }

    private static string? Check(string key, long value, long steps)
    {
        string name = key[(key.LastIndexOf('.') + 1)..];
        return name switch
        {
            "learning_starts" when value >= steps => string.Create(
                CultureInfo.InvariantCulture,
                $"nothing is learnt before step {value:N0}, and the run ends at {steps:N0}. Lower it, or raise steps."),
            "random_steps" when value >= steps => string.Create(
                CultureInfo.InvariantCulture,
                $"all {steps:N0} steps of the run are played at random. Lower it, or raise steps."),
            "anneal_steps" when value / 2 >= steps => string.Create(
                CultureInfo.InvariantCulture,
                $"epsilon falls until step {value:N0}, but the run ends at {steps:N0}, while most actions are still random. " +
                $"Lower it, or raise steps."),
            "target_interval" when value >= steps => string.Create(
                CultureInfo.InvariantCulture,
                $"the target network is renewed every {value:N0} steps, which is never in a run of {steps:N0}. Lower it."),
            _ => null,
        };
    }
}
