using AsyncRL.Environments;

/// <summary>
/// Three archers hold a wall against raiders who climb up to it. In every step each archer waits, goes a place to the left or
/// right, shoots the nearest raider before it, or makes an arrow. A raider shot pays 1; the first one on the wall ends the
/// episode.
/// </summary>
/// <remarks>
/// Observation [8, 9, 4]: the raiders, and a plane for each archer with 0.25 at its place on the wall, the last row, and 0.25
/// more for each arrow. Archers cannot pass each other. Forbidden are steps off the wall or onto a comrade's place, shots
/// without an arrow, and a fourth arrow.
/// </remarks>
[Environment("Examples/Archers-v0", MaxEpisodeSteps = 300, Description = "Three archers hold a wall: 1 for each raider shot.")]
public sealed class Archers() : MultiDiscreteEnvironment(
    new Box(0f, 1f, Rows, Columns, 1 + Count), new MultiDiscrete(5, 5, 5)), IDrawable
{
    private const int Rows = 8, Columns = 9, Wall = Rows - 1, Count = 3, Quiver = 3;
    private const int Left = 1, Right = 2, Shoot = 3, MakeArrow = 4; // and 0, to wait
    private const double Spawns = 0.5, Climbs = 0.5;                 // probabilities in a step

    private readonly bool[] raiders = new bool[Wall * Columns]; // row by row from the top
    private readonly int[] places = new int[Count], arrows = new int[Count];
    private readonly int[] targets = new int[Count]; // the row that the last shot reached; Wall if there was none

    public override bool HasActionMask => true;

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (72, 64);

    public double FramesPerSecond => 8;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        for (int archer = 0; archer < Count; archer++)
        {
            writer.Write(places[archer]);
            writer.Write(arrows[archer]);
        }

        foreach (bool raider in raiders)
        {
            writer.Write(raider);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        for (int archer = 0; archer < Count; archer++)
        {
            (places[archer], arrows[archer], targets[archer]) = (reader.ReadInt32(), reader.ReadInt32(), Wall);
        }

        for (int cell = 0; cell < raiders.Length; cell++)
        {
            raiders[cell] = reader.ReadBoolean();
        }
    }

    public override void WriteActionMask(Span<bool> legal)
    {
        for (int archer = 0; archer < Count; archer++)
        {
            Span<bool> own = legal.Slice(5 * archer, 5);
            own[0] = true;
            own[Left] = IsFree(places[archer] - 1);
            own[Right] = IsFree(places[archer] + 1);
            own[Shoot] = arrows[archer] > 0;
            own[MakeArrow] = arrows[archer] < Quiver;
        }
    }

    public void Draw(PixelCanvas canvas)
    {
        int side = Math.Max(1, Math.Min(canvas.Width / Columns, canvas.Height / Rows)), half = side / 2;
        int thin = Math.Max(1, side / 8);
        canvas.Clear(new Rgb(24, 28, 36));
        canvas.Fill(0, Wall * side, Columns * side, side, new Rgb(90, 90, 95));
        for (int cell = 0; cell < raiders.Length; cell++)
        {
            if (raiders[cell])
            {
                canvas.Disc((cell % Columns * side) + half, (cell / Columns * side) + half, side / 3.0, new Rgb(213, 94, 0));
            }
        }

        for (int archer = 0; archer < Count; archer++)
        {
            int x = (places[archer] * side) + half, y = (Wall * side) + half;
            canvas.Line(x, y, x, targets[archer] == Wall ? y : targets[archer] * side, new Rgb(240, 228, 66)); // the shot
            canvas.Disc(x, y, side / 3.0, new Rgb(86, 180, 233));
            for (int arrow = 0; arrow < arrows[archer]; arrow++)
            {
                canvas.Fill(x + (((2 * arrow) - 2) * thin), (Rows * side) - (2 * thin), thin, 2 * thin, new Rgb(240, 228, 66));
            }
        }
    }

    protected override void OnReset(Span<float> observation)
    {
        Array.Clear(raiders);
        for (int archer = 0; archer < Count; archer++)
        {
            (places[archer], arrows[archer], targets[archer]) = (1 + (3 * archer), Quiver, Wall);
        }

        Observe(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<int> choices, Span<float> observation)
    {
        int shot = 0;
        for (int archer = 0; archer < Count; archer++)
        {
            targets[archer] = Wall;
            switch (choices[archer])
            {
                // Checked again, as a comrade may just have gone there.
                case Left or Right when IsFree(places[archer] + (choices[archer] == Left ? -1 : 1)):
                    places[archer] += choices[archer] == Left ? -1 : 1;
                    break;
                case Shoot when arrows[archer] > 0:
                    arrows[archer]--;
                    shot += TryHit(archer) ? 1 : 0;
                    break;
                case MakeArrow when arrows[archer] < Quiver:
                    arrows[archer]++;
                    break;
            }
        }

        bool isTaken = Climb();
        Observe(observation);
        return new StepResult(shot, Terminated: isTaken);
    }

    private bool IsFree(int place) => place is >= 0 and < Columns && Array.IndexOf(places, place) < 0;

    private bool TryHit(int archer)
    {
        int row = Wall - 1;
        while (row >= 0 && !raiders[(row * Columns) + places[archer]])
        {
            row--;
        }

        targets[archer] = Math.Max(row, 0);
        if (row >= 0)
        {
            raiders[(row * Columns) + places[archer]] = false;
        }

        return row >= 0;
    }

    // Raiders go a row on, the nearest first, unless another is in the way, and one may appear. Whether one is on the wall now.
    private bool Climb()
    {
        bool isTaken = false;
        for (int cell = raiders.Length - 1; cell >= 0; cell--)
        {
            if (raiders[cell] && Random.Chance(Climbs))
            {
                int next = cell + Columns;
                isTaken |= next >= raiders.Length;
                if (next < raiders.Length && !raiders[next])
                {
                    (raiders[cell], raiders[next]) = (false, true);
                }
            }
        }

        if (Random.Chance(Spawns))
        {
            raiders[Random.Integers(0, Columns)] = true;
        }

        return isTaken;
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        for (int cell = 0; cell < raiders.Length; cell++)
        {
            observation[cell * (1 + Count)] = raiders[cell] ? 1 : 0;
        }

        for (int archer = 0; archer < Count; archer++)
        {
            observation[(((Wall * Columns) + places[archer]) * (1 + Count)) + 1 + archer] = (1 + arrows[archer]) / 4f;
        }
    }
}
