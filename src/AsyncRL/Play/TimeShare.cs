namespace AsyncRL.Play;

/// <summary>
/// How much of the time that a run may take has passed, 0 to 1; 0 where time does not end it. Written by the coordinator a few
/// times a second, read by whoever asks for a learning rate: a double that is never torn, and may be some moments old.
/// </summary>
internal sealed class TimeShare
{
    private double passed;

    /// <summary>The share.</summary>
    public double Passed
    {
        get => Volatile.Read(ref passed);
        set => Volatile.Write(ref passed, value);
    }
}
