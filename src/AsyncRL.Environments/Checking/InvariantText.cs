using System.Globalization;
using System.Runtime.CompilerServices;

namespace AsyncRL.Environments.Checking;

/// <summary>
/// An interpolated text whose numbers read the same in every culture. A parameter of this type takes a long text in several
/// interpolated strings joined by +, which a <see cref="FormattableString"/> does not.
/// </summary>
[InterpolatedStringHandler]
internal ref struct InvariantText(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => text.AppendFormatted(value, format);

    /// <summary>The text; once only, for it gives back the buffer.</summary>
    public string ToStringAndClear() => text.ToStringAndClear();
}
