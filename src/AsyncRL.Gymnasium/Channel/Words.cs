namespace AsyncRL.Gymnasium.Channel;

/// <summary>The layout of a lane's file, as asyncrl_worker.py has it: words of 8 bytes, then the action.</summary>
internal static class Words
{
    public const int Request = 0, Command = 1, HasSeed = 2, Seed = 3, Spin = 4, Awaited = 5;

    public const int Answer = 8, Status = 9, Reward = 10, Terminated = 11, Truncated = 12, Masked = 13, MessageLength = 14,
        Asleep = 15;

    public const int Header = 256;

    public const long Reset = 1, Step = 2;

    public const long Failed = 1, Interrupted = 2;
}
