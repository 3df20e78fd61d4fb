using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Snake on 10 x 10 cells. The snake begins with three; each food makes it one longer and pays 1. A wall, its own body, or 100
/// steps without food end the episode, as does a full board, which is worth 97.
/// </summary>
/// <remarks>
/// Observation [10, 10, 3], 0 or 1: head, rest of the body, food. Actions: up, right, down, left; the one that would turn back is
/// ignored, and the snake goes straight on.
/// </remarks>
[Environment("Games/Snake-v0", MaxEpisodeSteps = 1000, Description = "Snake on 10 x 10 cells: 1 for each food, 97 at most.")]
public sealed class Snake() : DiscreteEnvironment(new Box(0f, 1f, Side, Side, 3), actions: 4), IDrawable
{
    internal const int Side = 10;
    private const int Cells = Side * Side, Start = (4 * Side) + 5, Patience = 100;

    private readonly Queue<int> body = new(Cells + 1); // from the tail to the head
    private readonly bool[] occupied = new bool[Cells];
    private int head, heading, food, hungry;

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (40, 40);

    public double FramesPerSecond => 10;

    public IReadOnlyList<string> ActionNames { get; } = ["up", "right", "down", "left"];

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(heading);
        writer.Write(food);
        writer.Write(hungry);
        writer.Write(body.Count);
        foreach (int cell in body)
        {
            writer.Write(cell);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        heading = reader.ReadInt32();
        food = reader.ReadInt32();
        hungry = reader.ReadInt32();
        body.Clear();
        Array.Clear(occupied);
        for (int length = reader.ReadInt32(); length > 0; length--)
        {
            MoveTo(reader.ReadInt32());
        }
    }

    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(24, 28, 36));
        foreach (int cell in body)
        {
            Grid.Fill(canvas, Side, cell, cell == head ? new Rgb(240, 228, 66) : new Rgb(0, 158, 115));
        }

        if (food >= 0)
        {
            Grid.Fill(canvas, Side, food, new Rgb(213, 94, 0));
        }
    }

    protected override void OnReset(Span<float> observation)
    {
        body.Clear();
        Array.Clear(occupied);
        MoveTo(Start - 2);
        MoveTo(Start - 1);
        MoveTo(Start);
        (heading, hungry) = (Grid.Right, 0);
        PlaceFood();
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        if (action != (heading + 2) % 4)
        {
            heading = action;
        }

        int next = Grid.Neighbour(Side, head, heading);
        bool eats = next == food;
        if (!eats)
        {
            occupied[body.Dequeue()] = false; // first, so that the head may follow the tail
        }

        bool dies = next < 0 || occupied[next];
        if (!dies)
        {
            MoveTo(next);
        }

        hungry = eats ? 0 : hungry + 1;
        if (eats)
        {
            PlaceFood();
        }

        Observe(observation);
        return new StepResult(eats ? 1 : 0, Terminated: dies || hungry == Patience || food < 0);
    }

    private void MoveTo(int cell)
    {
        body.Enqueue(cell);
        occupied[cell] = true;
        head = cell;
    }

    // On a free cell, each as likely as any other; nowhere (-1) once the board is full.
    private void PlaceFood()
    {
        food = -1;
        int free = Cells - body.Count;
        for (int skip = free == 0 ? -1 : Random.Integers(0, free); skip >= 0;)
        {
            skip -= occupied[++food] ? 0 : 1;
        }
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        foreach (int cell in body)
        {
            observation[(cell * 3) + (cell == head ? 0 : 1)] = 1;
        }

        if (food >= 0)
        {
            observation[(food * 3) + 2] = 1;
        }
    }
}
