using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncRL;

/// <summary>A convolution as users write it: "16x3/1" is 16 filters of 3 x 3 with stride 1.</summary>
/// <param name="Filters">Output channels.</param>
/// <param name="KernelSize">Height and width of the kernel.</param>
/// <param name="Stride">Step between positions.</param>
public sealed partial record ConvSpecification(int Filters, int KernelSize, int Stride)
{
    /// <summary>Reads the form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The option that it is a value of.</param>
    /// <returns>The convolution.</returns>
    /// <exception cref="OptionException">The text has another form.</exception>
    public static ConvSpecification Parse(string text, string key = "network.conv")
    {
        Match match = Form().Match(text);
        return match.Success
            ? new ConvSpecification(Number(match, 1), Number(match, 2), Number(match, 3))
            : throw new OptionException(
                $"{key}: '{text}' is not a convolution; write filters x kernel / stride, such as 16x3/1.");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([1-9]\d{0,4})x([1-9]\d{0,2})/([1-9]\d{0,2})$")]
    private static partial Regex Form();
}
