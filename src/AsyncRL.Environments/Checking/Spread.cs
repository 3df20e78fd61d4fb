namespace AsyncRL.Environments.Checking;

/// <summary>Mean, deviation and range of numbers.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation, over n - 1; 0 for a single number.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
public readonly record struct Spread(double Mean, double Deviation, double Low, double High)
{
    /// <summary>The spread of some numbers.</summary>
    /// <param name="values">The numbers, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new ArgumentException("The spread of no numbers is not defined; give at least one.", nameof(values));
        }

        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        return new Spread(mean, values.Count > 1 ? Math.Sqrt(squares / (values.Count - 1)) : 0, values.Min(), values.Max());
    }
}
