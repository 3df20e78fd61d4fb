namespace AsyncRL.Atari.Hardware;

/// <summary>What is plugged into a port.</summary>
internal enum ControllerKind
{
    Joystick,
    Paddles,
}
