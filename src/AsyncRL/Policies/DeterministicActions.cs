using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>The deterministic policy mu(s): tanh of a network's first head, in units of the actions' bounds.</summary>
public static class DeterministicActions
{
    /// <summary>Index of the head that holds the actions before tanh.</summary>
    public const int Head = 0;

    /// <summary>mu(s) of a slot.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="unit">Receives it, in [-1, 1] [numbers of an action].</param>
    public static void Unit(Network network, int slot, Span<float> unit)
    {
        ArgumentNullException.ThrowIfNull(network);
        ReadOnlySpan<float> raw = network.Output(slot, Head);
        for (int d = 0; d < unit.Length; d++)
        {
            unit[d] = MathF.Tanh(raw[d]);
        }
    }
}
