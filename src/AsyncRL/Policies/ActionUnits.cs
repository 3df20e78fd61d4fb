using AsyncRL.Environments;

namespace AsyncRL.Policies;

/// <summary>
/// The units in which a Gaussian policy learns continuous actions: an action is centre + reach x unit. Immutable.
/// </summary>
/// <remarks>
/// In units of the bounds -1 and 1 are the bounds, so that a policy that begins with a mean of 0 and a deviation near 1 begins in
/// the middle and reaches everything, be the box (100, 200) or (-0.001, 0.001). A number with one bound is measured from there,
/// -1 being the bound, and one without bounds keeps its own unit: nothing says how far it should go.
/// </remarks>
internal sealed class ActionUnits
{
    private readonly float[] centre;
    private readonly float[] reach;

    private ActionUnits(int length)
    {
        centre = new float[length];
        reach = new float[length];
        reach.AsSpan().Fill(1f);
    }

    /// <summary>The environment's own units.</summary>
    /// <param name="length">Numbers of an action.</param>
    public static ActionUnits Own(int length) => new(length);

    /// <summary>Units of the bounds.</summary>
    /// <param name="box">The action space.</param>
    public static ActionUnits OfBounds(Box box)
    {
        var units = new ActionUnits(box.Length);
        for (int d = 0; d < box.Length; d++)
        {
            float low = box.Low[d], high = box.High[d];
            (units.centre[d], units.reach[d]) = (float.IsFinite(low), float.IsFinite(high)) switch
            {
                // The whole range of floats has no width in floats, but half of it has.
                (true, true) when low < high => (low / 2 + high / 2, high / 2 - low / 2),
                (true, true) => (low, 1f),
                (true, false) => (low + 1f, 1f),
                (false, true) => (high - 1f, 1f),
                _ => (0f, 1f),
            };
        }

        return units;
    }

    /// <summary>One unit of a number, in the environment's.</summary>
    public float Reach(int d) => reach[d];

    /// <summary>From units to the environment's number.</summary>
    public float FromUnit(int d, float unit) => centre[d] + reach[d] * unit;

    /// <summary>From the environment's numbers to units [length].</summary>
    public void ToUnits(ReadOnlySpan<float> action, Span<float> units)
    {
        for (int d = 0; d < centre.Length; d++)
        {
            units[d] = (action[d] - centre[d]) / reach[d];
        }
    }
}
