using System.Runtime.InteropServices;

namespace AsyncRL.Environments.Labyrinths;

/// <summary>
/// The first-person task of Mnih et al. 2016, section 5.4, in the spirit of its Labyrinth: a new random maze each episode, seen
/// as an RGB picture; apples pay 1; a portal pays 10, moves the agent to a random place and renews the apples. The portal stays
/// where it is, so that it pays to remember the way.
/// </summary>
/// <remarks>
/// <para>
/// Observation: the view, [height, width, 3], from 0 to 1. Actions: 0 forward, 1 backward, 2 and 3 a step to the left and right,
/// 4 and 5 turn left and right, 6 and 7 forward while turning left and right. The agent walks 3 cells a second and turns 150
/// degrees a second. An episode never ends by itself; the registry's time limit is the paper's 60 seconds.
/// </para>
/// <para>The paper gives neither the mazes' sizes nor the numbers of apples; those here are ours.</para>
/// </remarks>
public sealed class Labyrinth : DiscreteEnvironment, IDrawable, IEpisodeLimit
{
    private const int ActionCount = 8;
    private const int Portal = 0;
    private const int SecondsAnEpisode = 60;
    private const float CellsPerSecond = 3f;
    private const float RadiansPerSecond = MathF.PI * 150 / 180;
    private const float BodyRadius = 0.2f;
    private const float Reach = 0.5f;

    private readonly LabyrinthOptions options;
    private readonly Maze maze;
    private readonly FirstPersonRenderer renderer;
    private readonly Thing[] things;
    private readonly int[] rooms;
    private readonly float[] view;
    private float x;
    private float y;
    private float angle;

    /// <summary>Creates a labyrinth; parameters and defaults are those of <see cref="LabyrinthOptions"/>.</summary>
    /// <param name="size">Cells per side, walls included.</param>
    /// <param name="density">Share of the inner walls of a perfect maze that stay.</param>
    /// <param name="apples">Apples at the start and after each use of the portal.</param>
    /// <param name="ticksPerSecond">Ticks a second, one step each.</param>
    /// <param name="width">Pixels per row of the observation.</param>
    /// <param name="height">Rows of the observation.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range.</exception>
    public Labyrinth(
        [EnvironmentOption("Cells per side, walls included; odd.", Min = 5)] int size = 11,
        [EnvironmentOption("Share of the inner walls of a perfect maze that stay; 0 leaves pillars only.", Min = 0, Max = 1)]
        double density = 0.7,
        [EnvironmentOption("Apples at the start and after each use of the portal.", Min = 0)] int apples = 8,
        [EnvironmentOption("Ticks per second, one step each; the time limit is 60 seconds.", Min = 1)] int ticksPerSecond = 15,
        [EnvironmentOption("Pixels per row of the observation.", Min = 8)] int width = 84,
        [EnvironmentOption("Rows of the observation.", Min = 8)] int height = 84)
        : this(new LabyrinthOptions
        {
            Size = size,
            Density = density,
            Apples = apples,
            TicksPerSecond = ticksPerSecond,
            Width = width,
            Height = height,
        })
    {
    }

    /// <summary>Creates a labyrinth.</summary>
    /// <param name="options">What it is like.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public Labyrinth(LabyrinthOptions options)
        : base(new Box(0f, 1f, Checked(options).Height, options.Width, 3), ActionCount)
    {
        this.options = options;
        maze = new Maze(options.Size);
        renderer = new FirstPersonRenderer(options.Width, options.Height);
        things = new Thing[options.Apples + 1];
        rooms = new int[options.Size / 2 * (options.Size / 2)];
        view = new float[ObservationSpace.Length];
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (2 * options.Width, options.Height);

    /// <inheritdoc/>
    public double FramesPerSecond => options.TicksPerSecond;

    /// <inheritdoc/>
    int IEpisodeLimit.EpisodeLimit => SecondsAnEpisode * options.TicksPerSecond;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } =
    [
        "forward", "backward", "step left", "step right", "turn left", "turn right", "forward left", "forward right",
    ];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(MemoryMarshal.AsBytes(maze.Walls));
        foreach (Thing thing in things)
        {
            writer.Write(thing.X);
            writer.Write(thing.Y);
            writer.Write(thing.IsPortal);
            writer.Write(thing.IsPresent);
        }

        writer.Write(x);
        writer.Write(y);
        writer.Write(angle);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(maze.Walls));
        for (int t = 0; t < things.Length; t++)
        {
            things[t] = new Thing(reader.ReadSingle(), reader.ReadSingle(), reader.ReadBoolean(), reader.ReadBoolean());
        }

        (x, y, angle) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
    }

    /// <summary>Draws the view on the left half and a map on the right.</summary>
    /// <param name="canvas">Where to draw.</param>
    public void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        canvas.Clear(new Rgb(0, 0, 0));
        renderer.Draw(maze, x, y, angle, things, view);
        int half = canvas.Width / 2;
        for (int row = 0; row < canvas.Height; row++)
        {
            for (int column = 0; column < half; column++)
            {
                int i = ((row * options.Height / canvas.Height * options.Width) + (column * options.Width / half)) * 3;
                canvas.Set(column, row, new Rgb(Byte(view[i]), Byte(view[i + 1]), Byte(view[i + 2])));
            }
        }

        DrawMap(canvas, half);
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        maze.Generate(options.Density, Random);
        Scatter(movePortal: true);
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        float tick = 1f / options.TicksPerSecond;
        float turn = action switch { 4 or 6 => -1, 5 or 7 => 1, _ => 0 };
        angle = MathF.IEEERemainder(angle + (turn * RadiansPerSecond * tick), 2 * MathF.PI);
        (float sin, float cos) = MathF.SinCos(angle);
        (float ahead, float aside) =
            action switch { 0 or 6 or 7 => (1f, 0f), 1 => (-1f, 0f), 2 => (0f, -1f), 3 => (0f, 1f), _ => (0f, 0f) };
        float step = CellsPerSecond * tick;
        Walk(step * ((ahead * cos) - (aside * sin)), step * ((ahead * sin) + (aside * cos)));
        double reward = Collect();
        Observe(observation);
        return new StepResult(reward, Terminated: false);
    }

    private static LabyrinthOptions Checked(LabyrinthOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return options;
    }

    private static byte Byte(float value) => (byte)(value * 255);

    private void Observe(Span<float> observation) => renderer.Draw(maze, x, y, angle, things, observation);

    // One room each for the portal, every apple and the agent.
    private void Scatter(bool movePortal)
    {
        int across = options.Size / 2;
        int portalRoom = ((int)things[Portal].Y / 2 * across) + ((int)things[Portal].X / 2);
        for (int i = 0; i < rooms.Length; i++)
        {
            rooms[i] = i;
        }

        for (int i = 0; i <= things.Length; i++)
        {
            int chosen = i == Portal && !movePortal ? portalRoom : Random.Integers(i, rooms.Length);
            (rooms[i], rooms[chosen]) = (rooms[chosen], rooms[i]);
            float roomX = (2 * (rooms[i] % across)) + 1.5f, roomY = (2 * (rooms[i] / across)) + 1.5f;
            if (i < things.Length)
            {
                things[i] = new Thing(roomX, roomY, IsPortal: i == Portal, IsPresent: true);
            }
            else
            {
                (x, y, angle) = (roomX, roomY, (float)Random.Uniform(-Math.PI, Math.PI));
            }
        }
    }

    // One axis after the other, so that the agent slides along walls.
    private void Walk(float dx, float dy)
    {
        if (IsFree(x + dx, y))
        {
            x += dx;
        }

        if (IsFree(x, y + dy))
        {
            y += dy;
        }
    }

    private bool IsFree(float toX, float toY) =>
        !maze.IsWall((int)(toX - BodyRadius), (int)(toY - BodyRadius))
        && !maze.IsWall((int)(toX + BodyRadius), (int)(toY - BodyRadius))
        && !maze.IsWall((int)(toX - BodyRadius), (int)(toY + BodyRadius))
        && !maze.IsWall((int)(toX + BodyRadius), (int)(toY + BodyRadius));

    private double Collect()
    {
        double reward = 0;
        for (int t = things.Length - 1; t >= 0; t--)
        {
            Thing thing = things[t];
            if (!thing.IsPresent || ((thing.X - x) * (thing.X - x)) + ((thing.Y - y) * (thing.Y - y)) > Reach * Reach)
            {
                continue;
            }

            if (thing.IsPortal)
            {
                reward += 10;
                Scatter(movePortal: false);
                break;
            }

            reward += 1;
            things[t].IsPresent = false;
        }

        return reward;
    }

    private void DrawMap(PixelCanvas canvas, int left)
    {
        float scale = (float)Math.Min(canvas.Width - left, canvas.Height) / options.Size;
        for (int row = 0; row < options.Size; row++)
        {
            for (int column = 0; column < options.Size; column++)
            {
                Rgb color = maze.IsWall(column, row) ? new Rgb(90, 90, 90) : new Rgb(25, 25, 25);
                int top = (int)(row * scale), first = (int)(column * scale);
                canvas.Fill(left + first, top, (int)((column + 1) * scale) - first, (int)((row + 1) * scale) - top, color);
            }
        }

        foreach (Thing thing in things)
        {
            if (thing.IsPresent)
            {
                canvas.Disc(
                    left + (thing.X * scale), thing.Y * scale, scale * 0.3,
                    thing.IsPortal ? new Rgb(50, 230, 255) : new Rgb(220, 40, 40));
            }
        }

        canvas.Disc(left + (x * scale), y * scale, scale * 0.25, new Rgb(255, 255, 255));
        canvas.Line(
            left + (x * scale), y * scale, left + ((x + MathF.Cos(angle)) * scale), (y + MathF.Sin(angle)) * scale,
            new Rgb(255, 255, 255));
    }
}
