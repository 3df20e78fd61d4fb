using System.Globalization;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Watching;

/// <summary>The speed at which an environment looks right.</summary>
internal static class FrameRate
{
    /// <summary>Where the environment does not say.</summary>
    public const double Usual = 20;

    /// <summary>Steps a second: the environment's own rate, over its steps that one action lasts.</summary>
    public static double Of(Environment environment)
    {
        double rate = (environment.Unwrapped as IDrawable)?.FramesPerSecond ?? Usual;
        for (Environment layer = environment; layer is Wrapper wrapper; layer = wrapper.Inner)
        {
            rate /= wrapper is ActionRepeat repeat ? repeat.Times : 1;
        }

        return rate is > 0 and < double.PositiveInfinity ? rate : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"{environment.Unwrapped.GetType().Name} plays at {rate} frames per second, but that must be more than 0; " +
            $"correct its FramesPerSecond, or pass --fps."));
    }
}
