namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays Raiders: shoots at the lowest creature that is nearest, and steps out of the way of bombs.</summary>
internal sealed class RaidersPlayer : IPlayer
{
    // As in raiders.asm.
    private const int CannonX = 0xA0;
    private const int ShotY = 0xA2;
    private const int BombX = 0xA3;
    private const int BombY = 0xA5;
    private const int FormX = 0xA7;
    private const int FormY = 0xA8;
    private const int March = 0xA9;
    private const int Alive = 0xAC;
    private const int Row = 0xB1;
    private const int Rows = 5;
    private const int Across = 6;
    private const int RowLines = 12;
    private const int ColumnWidth = 16;
    private const int Gone = 220;
    private const int ShotTop = 152;
    private const int ShotSpeed = 4;
    private const int BombHit = 155;
    private const int CannonLeft = 14;
    private const int CannonRight = 138;
    private const int CannonSpeed = 2;
    private const int CannonWidth = 8;

    private const int Frames = 4;       // between decisions
    private const int Margin = 3;       // pixels kept from a bomb
    private const double FarAway = 1000;

    public AtariAction Choose(ReadOnlySpan<byte> ram)
    {
        int cannon = ram.At(CannonX);
        bool loaded = ram.At(ShotY) == Gone;
        (double wanted, double miss) = Target(ram, cannon);
        double best = double.PositiveInfinity;
        int goal = cannon;
        for (int place = CannonLeft; place <= CannonRight; place += CannonSpeed)
        {
            double cost = Math.Abs(place - wanted) + Danger(ram, cannon, place) + 0.01 * Math.Abs(place - cannon);
            if (cost < best)
            {
                (best, goal) = (cost, place);
            }
        }

        bool fire = loaded && miss < CannonWidth / 2;
        int distance = goal - cannon;
        return distance > Frames ? (fire ? AtariAction.RightFire : AtariAction.Right)
            : distance < -Frames ? (fire ? AtariAction.LeftFire : AtariAction.Left)
            : fire ? AtariAction.Fire : AtariAction.Noop;
    }

    // Where the cannon should stand, and by how much a shot from where it stands would miss.
    private static (double Place, double Miss) Target(ReadOnlySpan<byte> ram, int cannon)
    {
        int left = ram.At(FormX) >= 160 ? ram.At(FormX) - 256 : ram.At(FormX);
        double speed = 2.0 / (2 + 2 * (ram.At(Alive) / 4)) * (ram.At(March) == 0 ? 1 : -1);
        double place = cannon;
        double least = double.PositiveInfinity;
        for (int column = 0; column < Across; column++)
        {
            for (int row = Rows - 1; row >= 0; row--)
            {
                if ((ram.At(Row + row) & (0x20 >> column)) == 0)
                {
                    continue;
                }

                double frames = (ShotTop - ram.At(FormY) - RowLines * row - RowLines) / (double)ShotSpeed;
                double meeting = left + ColumnWidth * column + speed * frames;
                double distance = Math.Abs(meeting - cannon) - row;
                if (distance < least)
                {
                    (least, place) = (distance, meeting);
                }

                break;
            }
        }

        return (place, Math.Abs(place - cannon));
    }

    // What it costs to go to a place at once: whether a bomb meets the cannon on its way or there.
    private static double Danger(ReadOnlySpan<byte> ram, int cannon, int place)
    {
        double danger = 0;
        for (int bomb = 0; bomb < 2; bomb++)
        {
            int line = ram.At(BombY + bomb);
            if (line >= BombHit)
            {
                continue;
            }

            foreach (int speed in (ReadOnlySpan<int>)[2, 3])
            {
                int frames = (BombHit - line + speed - 1) / speed;
                int reached = cannon + Math.Clamp(place - cannon, -CannonSpeed * frames, CannonSpeed * frames);
                int offset = ram.At(BombX + bomb) + 1 - reached;
                if (offset is >= -Margin and <= CannonWidth + Margin)
                {
                    danger += FarAway - Math.Abs(offset - CannonWidth / 2);
                }
            }
        }

        return danger;
    }
}
