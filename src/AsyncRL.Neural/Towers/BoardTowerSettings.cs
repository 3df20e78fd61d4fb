using System.Runtime.CompilerServices;

namespace AsyncRL.Neural;

/// <summary>How large a board tower is and which heads it has beside moves and value; immutable.</summary>
public sealed record BoardTowerSettings
{
    /// <summary>Channels of the trunk; a multiple of 16. Default 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public int Channels
    {
        get;
        init => field = Whole(value);
    }

    = 32;

    /// <summary>Residual blocks, of two convolutions each; may be 0. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Blocks
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(value), value, $"A board tower of {value} blocks was asked for, but there must be at least 0.");
    }

    = 4;

    /// <summary>Channels of the head of moves; a multiple of 16. Default 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public int MoveChannels
    {
        get;
        init => field = Whole(value);
    }

    = 16;

    /// <summary>Hidden units of the value head; a multiple of 16. Default 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    public int ValueHidden
    {
        get;
        init => field = Whole(value);
    }

    = 32;

    /// <summary>Whether there is a head that says who owns each point. Default false.</summary>
    public bool Ownership { get; init; }

    /// <summary>Whether there is a head for the score. Default false.</summary>
    public bool Score { get; init; }

    // Kernels compute whole vectors of channels.
    private static int Whole(int value, [CallerMemberName] string name = "") =>
        value > 0 && value % ParameterVector.SliceUnit == 0 ? value : throw new ArgumentOutOfRangeException(
            name, value,
            $"{name} of the board tower is {value}, but must be a multiple of {ParameterVector.SliceUnit}; use " +
            $"{Math.Max(1, (value + ParameterVector.SliceUnit - 1) / ParameterVector.SliceUnit) * ParameterVector.SliceUnit}.");
}
