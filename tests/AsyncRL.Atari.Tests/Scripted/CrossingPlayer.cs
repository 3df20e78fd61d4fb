namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays Crossing: looks a few decisions ahead for a way between the cars.</summary>
internal sealed class CrossingPlayer : IPlayer
{
    // As in crossing.asm.
    private const int WalkerY = 0xA0;
    private const int CarX = 0xA4;
    private const int SpeedHi = 0xB0;
    private const int SpeedLo = 0xB6;
    private const int LaneSize = 0xBC;
    private const int Lanes = 6;
    private const int LaneLines = 22;
    private const int FirstCar = 24 + 4;
    private const int CarHeight = 12;
    private const int WalkerLines = 10;
    private const int WalkerX = 76;
    private const int WalkerStart = 163;
    private const int WalkerGoal = 8;
    private const int WalkerStep = 3;
    private const int BackStep = 2;
    private const int Width = 160;
    private const int CarWidth = 8;
    private const int LorryWidth = 17;

    private const int Frames = 4;       // between decisions
    private const int Depth = 5;
    private const int Margin = 2;       // pixels kept from a car
    private const double Hit = -500;
    private static readonly (AtariAction Action, int Step)[] Moves =
        [(AtariAction.Up, -WalkerStep), (AtariAction.Noop, 0), (AtariAction.Down, BackStep)];

    private readonly (double Car, double Speed, int Size)[] lanes = new (double, double, int)[Lanes];

    public AtariAction Choose(ReadOnlySpan<byte> ram)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            double speed = ram.Fixed(SpeedHi + lane, SpeedLo + lane);
            lanes[lane] = (ram.At(CarX + lane), lane < Lanes / 2 ? -speed : speed, ram.At(LaneSize + lane));
        }

        return Best(ram.At(WalkerY), 1, Depth).Action;
    }

    private (AtariAction Action, double Value) Best(int line, int frame, int depth)
    {
        if (line <= WalkerGoal)
        {
            return (AtariAction.Up, 100 - frame);
        }

        if (depth == 0)
        {
            return (AtariAction.Noop, -line);
        }

        (AtariAction Action, double Value) best = (AtariAction.Noop, double.NegativeInfinity);
        foreach ((AtariAction action, int step) in Moves)
        {
            double value = Value(line, step, frame, depth);
            if (value > best.Value)
            {
                best = (action, value);
            }
        }

        return best;
    }

    private double Value(int line, int step, int frame, int depth)
    {
        for (int i = 0; i < Frames && line > WalkerGoal; i++)
        {
            line = Math.Min(line + step, WalkerStart);
            frame++;
            if (IsHit(line, frame))
            {
                return Hit + frame;
            }
        }

        return Best(line, frame, depth - 1).Value;
    }

    private bool IsHit(int line, int frame)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            int first = FirstCar + LaneLines * lane;
            if (line > first + CarHeight || line + WalkerLines < first)
            {
                continue;
            }

            (double car, double speed, int size) = lanes[lane];
            foreach (int offset in Copies(size))
            {
                double place = (car + offset + speed * frame + 2 * Width) % Width;
                int width = size == 5 ? LorryWidth : CarWidth;
                if (IsAtWalker(place, width) || IsAtWalker(place - Width, width))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static ReadOnlySpan<int> Copies(int size) => size switch
    {
        2 => [0, 32],
        4 => [0, 64],
        6 => [0, 32, 64],
        _ => [0],
    };

    private static bool IsAtWalker(double place, int width) =>
        place < WalkerX + WalkerLines - 2 + Margin && place + width > WalkerX - Margin;
}
