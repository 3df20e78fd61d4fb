using System.Runtime.InteropServices;

namespace AsyncRL.Atari.Hardware;

/// <summary>How the controllers and the console's switches stand.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControllersState
{
    /// <summary>The joystick of player A: <see cref="Keys"/>.</summary>
    public int Keys;

    /// <summary>The resistance of player A's paddle.</summary>
    public int PaddleA;

    /// <summary>The resistance of player B's paddle.</summary>
    public int PaddleB;
}
