using System.Globalization;

namespace AsyncRL.Cli;

/// <summary>Returns as people read them, whatever an environment's rewards are.</summary>
internal static class ReturnText
{
    /// <summary>The text of a number.</summary>
    /// <param name="value">The number; "-" stands for NaN, which is a return that is not known yet.</param>
    /// <param name="decimals">Decimals of numbers of a usual size. Others have four significant digits.</param>
    public static string Of(double value, int decimals = 1)
    {
        double size = Math.Abs(value);
        bool isUsual = value == 0 || (size >= 0.5 * Math.Pow(10, -decimals) && size < 1e9);
        return double.IsNaN(value) ? "-"
            : value.ToString(isUsual ? $"F{decimals}" : "G4", CultureInfo.InvariantCulture);
    }
}
