using System.Globalization;

namespace AsyncRL.Environments.Checking;

/// <summary>Reads a profile as an experienced practitioner would. Its limits are rules of thumb.</summary>
internal static class ProfileAdvice
{
    // Networks begin with outputs near 0 and see weights of order 1 / sqrt(inputs): inputs and targets within about a factor of
    // ten of 1 are learnt at usual rates.
    private const double LargeInput = 10, UnequalInputs = 20, SmallDeviation = 0.02;
    private const double LargeTarget = 30, SmallTarget = 0.01;

    public static IReadOnlyList<string> Of(EnvironmentProfile profile)
    {
        List<string?> advice = [.. Rewards(profile), .. Observations(profile), Episodes(profile)];
        return [.. advice.OfType<string>()];
    }

    private static IEnumerable<string?> Rewards(EnvironmentProfile p)
    {
        if (p.NonzeroRewards == 0)
        {
            yield return F(
                $"Random play saw no reward in {p.Episodes} episodes, so there is nothing to learn from until chance finds " +
                $"one: check that rewards are paid, pay for progress on the way, begin with an easier task, or train with " +
                $"curiosity (rnd).");
            yield break;
        }

        if (p.EpisodesWithReward < 0.1)
        {
            yield return F(
                $"Only {p.EpisodesWithReward:P0} of the episodes paid anything, so learning begins late: " +
                $"pay for progress on the way, allow many steps, or train with curiosity (rnd).");
        }

        if (p.Return.Deviation == 0 && p.Episodes > 1)
        {
            yield return F(
                $"Every episode returned {p.Return.Mean:G4}, whatever was done: random play never reached anything that makes " +
                $"a difference, or nothing does.");
        }

        if (RewardScale(p) is { } factor)
        {
            string scale = factor.ToString("R", CultureInfo.InvariantCulture);
            string reason = ReasonToScale(p);
            yield return F(
                $"{char.ToUpperInvariant(reason[0])}{reason[1..]}, while a value function learns best with targets near 1: " +
                $"train with --set reward_scale={scale}. Reports show the environment's own rewards all the same.");
        }
    }

    /// <summary>What is wrong with an observation that its space does not allow.</summary>
    public static string Outside(SpaceViolation outside) => F(
        $"An observation's {outside.Where} is {outside.Value}, but {outside.Expected}: the network is made for what the space " +
        $"promises. Widen the space or clip; 'asyncrl check-env' tells where it happens.");

    /// <summary>A power of ten for the rewards; null where their scale is one that networks learn from.</summary>
    public static double? RewardScale(EnvironmentProfile p)
    {
        // No factor makes all others and a reward like this learnable; training will name it with its step.
        if (Math.Max(p.Reward.High, -p.Reward.Low) > Answers.GreatestLearned)
        {
            return null;
        }

        double target = Math.Max(Size(p.DiscountedReturn), WorthOfPlayingOn(p));

        // Where ordinary rewards are rare the target is small as well, but grows with what is learned.
        bool isSmall = target is > 0 and < SmallTarget && Math.Max(p.Reward.High, -p.Reward.Low) < 10 * SmallTarget;
        return target > LargeTarget || isSmall
            ? Math.Pow(10, -Math.Round(Math.Log10(target / 3)))
            : null;
    }

    /// <summary>What speaks for <see cref="RewardScale"/>, as a clause.</summary>
    public static string ReasonToScale(EnvironmentProfile p) => WorthOfPlayingOn(p) > Size(p.DiscountedReturn)
        ? F(
            $"rewards average {p.Reward.Mean:G3} a step, which adds up to " +
            $"{p.Reward.Mean / (1 - EnvironmentProfile.Discount):G3} where an episode goes on")
        : F($"returns discounted by {EnvironmentProfile.Discount} are about {Size(p.DiscountedReturn):G3} in size");

    // A random player's episodes end early, one that has learned plays on: a racing car that earns 0.5 a step and leaves the
    // track after 50 of them soon earns 50 times as much as it did at first.
    private static double WorthOfPlayingOn(EnvironmentProfile p) => Math.Abs(p.Reward.Mean) / (1 - EnvironmentProfile.Discount);

    /// <summary>Why observations should be normalised, as a clause; null where nothing speaks for it.</summary>
    public static string? ReasonToNormalize(EnvironmentProfile p)
    {
        Spread[] seen = [.. p.Observation];
        int[] numbers = [.. Enumerable.Range(0, seen.Length).Where(i => p.IsReadAsNumber[i])];
        if (numbers.Length == 0)
        {
            return null;
        }

        int largest = numbers.MaxBy(i => Size(seen[i]));
        if (Size(seen[largest]) > LargeInput)
        {
            return p.ObservationShape.Count > 1
                ? F($"observations reach {Math.Max(seen.Max(s => s.High), -seen.Min(s => s.Low)):G4}")
                : F($"element {largest} of the observation is about {Size(seen[largest]):G3} in size");
        }

        // Yes-or-no inputs are seldom 1 by their nature; making those larger does not help.
        int[] graded = [.. numbers.Where(i => seen[i].Deviation > 0 && !(seen[i].Low == 0 && seen[i].High == 1))];
        if (p.ObservationShape.Count != 1 || graded.Length == 0)
        {
            return null;
        }

        int most = graded.MaxBy(i => seen[i].Deviation), least = graded.MinBy(i => seen[i].Deviation);
        return seen[least].Deviation < SmallDeviation
            ? F($"element {least} of the observation varies by only {seen[least].Deviation:G3}, which a network hardly notices")
            : seen[most].Deviation > UnequalInputs * seen[least].Deviation
                ? F(
                    $"element {most} of the observation varies by {seen[most].Deviation:G3} and element {least} by " +
                    $"{seen[least].Deviation:G3}, which a network hardly sees next to it")
                : null;
    }

    private static IEnumerable<string?> Observations(EnvironmentProfile p)
    {
        if (p.OutsideSpace is { } outside)
        {
            yield return Outside(outside);
        }

        Spread[] seen = [.. p.Observation];
        int[] constant = [.. Enumerable.Range(0, seen.Length).Where(i => seen[i].Low.Equals(seen[i].High))];
        if (constant.Length == seen.Length)
        {
            yield return "No element of the observation ever changed: the agent sees nothing of what happens.";
        }
        else if (constant.Length > 0 && p.ObservationShape.Count == 1)
        {
            yield return F(
                $"{Elements(constant)} of the observation never changed under random play: leave out what never does, " +
                $"or see that it is written.");
        }

        if (ReasonToNormalize(p) is { } reason)
        {
            yield return F(
                $"{char.ToUpperInvariant(reason[0])}{reason[1..]}: train with --set normalize_observations=true, or wrap the " +
                $"environment in RescaleObservation.");
        }
    }

    private static string? Episodes(EnvironmentProfile p)
    {
        if (p.Cut > 0)
        {
            return F(
                $"{p.Cut} of {p.Episodes} episodes had not ended after {p.Length.High:N0} steps: register a MaxEpisodeSteps, " +
                $"or see 'asyncrl check-env'.");
        }

        return p.Length.High == 1
            ? "Every episode lasts one step, so nothing that is done has a consequence later: this is a bandit."
            : null;
    }

    // Root of the mean square.
    private static double Size(Spread s) => Math.Sqrt((s.Mean * s.Mean) + (s.Deviation * s.Deviation));

    private static string Elements(int[] indices) => indices.Length == 1
        ? F($"Element {indices[0]}")
        : F($"{indices.Length} elements ({string.Join(", ", indices.Take(8))}{(indices.Length > 8 ? ", ..." : string.Empty)})");

    private static string F(InvariantText text) => text.ToStringAndClear();
}
