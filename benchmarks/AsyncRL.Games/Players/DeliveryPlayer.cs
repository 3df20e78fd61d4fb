using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>Takes the shortest way to the parcel, and from there to its door.</summary>
public sealed class DeliveryPlayer : IScriptedPlayer
{
    private readonly int[] distance = new int[Delivery.Cells];
    private readonly Queue<int> frontier = new(Delivery.Cells);

    public void Begin()
    {
    }

    public EnvironmentAction Act(ReadOnlySpan<float> observation)
    {
        (int place, int parcel, int address) = ((int)observation[0], (int)observation[1], (int)observation[2]);
        Measure(parcel == Delivery.Carried ? Delivery.Map.IndexOf((char)('0' + address), StringComparison.Ordinal) : parcel);
        for (int direction = 0; ; direction++)
        {
            int next = Grid.Neighbour(Delivery.Side, place, direction);
            if (next >= 0 && distance[next] == distance[place] - 1)
            {
                return direction;
            }
        }
    }

    // The distance of every free cell from a goal, breadth first; -1 for walls.
    private void Measure(int goal)
    {
        Array.Fill(distance, -1);
        distance[goal] = 0;
        frontier.Enqueue(goal);
        while (frontier.TryDequeue(out int cell))
        {
            for (int direction = 0; direction < 4; direction++)
            {
                int next = Grid.Neighbour(Delivery.Side, cell, direction);
                if (next >= 0 && Delivery.Map[next] != '#' && distance[next] < 0)
                {
                    distance[next] = distance[cell] + 1;
                    frontier.Enqueue(next);
                }
            }
        }
    }
}
