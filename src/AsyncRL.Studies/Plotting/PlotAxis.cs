using System.Globalization;

namespace AsyncRL.Plotting;

/// <summary>An axis with its range and tick marks, made from the values it must show.</summary>
internal sealed class PlotAxis
{
    private readonly AxisScale scale;
    private readonly double low;
    private readonly double high;

    private PlotAxis(AxisScale scale, double low, double high, double[] ticks)
    {
        this.scale = scale;
        this.low = low;
        this.high = high;
        Ticks = ticks;
        Labels = LabelsOf(ticks);
    }

    /// <summary>Values at which the axis is marked, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The text of each tick.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>An axis from the least to the greatest value, with about <paramref name="count"/> ticks.</summary>
    /// <param name="scale">Linear or logarithmic.</param>
    /// <param name="low">The least value to show.</param>
    /// <param name="high">The greatest value to show.</param>
    /// <param name="count">How many ticks suit the page.</param>
    /// <param name="toTicks">Whether the range is widened a little, to a tick if one is near (a value axis), or ends at the data
    /// (a step axis).</param>
    public static PlotAxis Create(AxisScale scale, double low, double high, int count, bool toTicks)
    {
        if (scale != AxisScale.Linear)
        {
            return Logarithmic(scale, low, high, count);
        }

        if (high <= low)
        {
            double margin = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - margin, high + margin);
        }

        // A step axis whose data begin close to zero is read more easily from zero on.
        if (!toTicks && low > 0 && low < 0.1 * high)
        {
            low = 0;
        }

        double step = NiceStep((high - low) / Math.Max(count, 1));
        double first = Math.Floor(low / step + 1e-9);
        double last = Math.Ceiling(high / step - 1e-9);
        if (toTicks)
        {
            // Ends on a tick where one is near; where it is far, widening to it would leave an empty strip.
            double margin = 0.03 * (high - low);
            double below = first * step, above = last * step;
            (low, high) = (low - below <= step / 2 ? below : low - margin, above - high <= step / 2 ? above : high + margin);
        }

        var ticks = new List<double>();
        for (double k = first; k <= last; k++)
        {
            double tick = k * step;
            if (tick >= low - step * 1e-9 && tick <= high + step * 1e-9)
            {
                ticks.Add(tick);
            }
        }

        return new PlotAxis(AxisScale.Linear, low, high, [.. ticks]);
    }

    /// <summary>Where a value lies: 0 at the low end, 1 at the high end.</summary>
    public double Position(double value) => scale == AxisScale.Linear
        ? (value - low) / (high - low)
        : Math.Log(value / low) / Math.Log(high / low);

    private static PlotAxis Logarithmic(AxisScale scale, double low, double high, int count)
    {
        double radix = scale == AxisScale.Log2 ? 2 : 10;
        int first = (int)Math.Floor(Math.Log(low, radix) + 1e-9);
        int last = (int)Math.Ceiling(Math.Log(high, radix) - 1e-9);
        last = Math.Max(last, first + 1);

        // Within two decades powers of ten alone leave the axis bare.
        double[] within = radix == 10 && last - first <= 2 ? [1, 2, 5] : [1];
        int stride = Math.Max(1, (int)Math.Ceiling((last - first + 1.0) / Math.Max(count, 2)));
        var ticks = new List<double>();
        for (int exponent = first; exponent <= last; exponent += stride)
        {
            foreach (double factor in within)
            {
                double tick = factor * Math.Pow(radix, exponent);
                if (tick <= Math.Pow(radix, last) * (1 + 1e-9))
                {
                    ticks.Add(tick);
                }
            }
        }

        return new PlotAxis(scale, Math.Pow(radix, first), Math.Pow(radix, last), [.. ticks]);
    }

    // 1, 2 or 5 times a power of ten: the steps that people count in.
    private static double NiceStep(double raw)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double fraction = raw / power;
        return power * (fraction <= 1.0000001 ? 1 : fraction <= 2.0000001 ? 2 : fraction <= 5.0000001 ? 5 : 10);
    }

    private string[] LabelsOf(double[] ticks)
    {
        double greatest = ticks.Length == 0 ? 0 : ticks.Max(Math.Abs);
        if (scale != AxisScale.Linear)
        {
            return [.. ticks.Select(t => Label(t, Math.Abs(t)))];
        }

        return [.. ticks.Select(t => Label(t, greatest))];
    }

    private static string Label(double value, double greatest)
    {
        (double unit, string suffix) = greatest switch
        {
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1.0, string.Empty),
        };
        if (greatest is (> 0 and < 1e-4) or >= 1e12)
        {
            return value == 0 ? "0" : value.ToString("0.##e0", CultureInfo.InvariantCulture);
        }

        // A tick is a multiple of a step of one significant digit, so six decimals show it exactly and hide the rounding of k *
        // step.
        double shown = value / unit;
        return Math.Abs(shown) < 1e-6 ? "0" : shown.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−') + suffix;
    }
}
