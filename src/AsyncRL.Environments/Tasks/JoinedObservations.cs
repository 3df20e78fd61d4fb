namespace AsyncRL.Environments;

/// <summary>The observation space that holds those of several tasks.</summary>
internal static class JoinedObservations
{
    /// <summary>Joins observation spaces: equal ones, boxes of one kind and number of axes, or choices.</summary>
    /// <param name="tasks">Each task's name and observation space.</param>
    /// <returns>The joint space.</returns>
    /// <exception cref="ArgumentException">Two cannot be joined.</exception>
    public static Space Join(IReadOnlyList<(string Name, Space Space)> tasks)
    {
        (string firstName, Space first) = tasks[0];
        foreach ((string name, Space space) in tasks)
        {
            bool fits = (first, space) switch
            {
                (Box a, Box b) => a.ElementType == b.ElementType && a.Shape.Count == b.Shape.Count,
                (Discrete, Discrete) => true,
                _ => first.Equals(space),
            };
            if (!fits)
            {
                throw new ArgumentException(
                    $"The tasks {firstName} and {name} cannot be learned by one network: {firstName} shows {first} and {name} " +
                    $"shows {space}. Boxes of one type and number of axes are padded with zeros to one size; everything else " +
                    "must be the same.");
            }
        }

        return tasks.All(t => t.Space.Equals(first)) ? first : first switch
        {
            Box => JoinBoxes([.. tasks.Select(t => (Box)t.Space)]),
            _ => new Discrete(tasks.Max(t => ((Discrete)t.Space).Count)),
        };
    }

    /// <summary>Where the elements of a task's observation lie in the joint one.</summary>
    /// <param name="own">The task's space.</param>
    /// <param name="joint">The joint space.</param>
    /// <returns>An index into the joint observation for each element; empty where both are laid out alike.</returns>
    public static int[] Places(Space own, Space joint)
    {
        if (own.Shape.SequenceEqual(joint.Shape))
        {
            return [];
        }

        var places = new int[own.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i, stride = 1;
            for (int axis = own.Shape.Count - 1; axis >= 0; axis--)
            {
                places[i] += rest % own.Shape[axis] * stride;
                rest /= own.Shape[axis];
                stride *= joint.Shape[axis];
            }
        }

        return places;
    }

    // Bounds hold what any task shows, and the zero of those that show nothing there.
    private static Box JoinBoxes(Box[] boxes)
    {
        int[] shape = [.. Enumerable.Range(0, boxes[0].Shape.Count).Select(axis => boxes.Max(b => b.Shape[axis]))];
        var sized = new Box(boxes[0].ElementType, 0f, 0f, shape);
        float[] low = new float[sized.Length], high = new float[sized.Length];
        var shown = new int[sized.Length];
        foreach (Box box in boxes)
        {
            int[] places = Places(box, sized);
            for (int i = 0; i < box.Length; i++)
            {
                int place = places.Length == 0 ? i : places[i];
                low[place] = shown[place] == 0 ? box.Low[i] : Math.Min(low[place], box.Low[i]);
                high[place] = shown[place] == 0 ? box.High[i] : Math.Max(high[place], box.High[i]);
                shown[place]++;
            }
        }

        for (int i = 0; i < shown.Length; i++)
        {
            if (shown[i] < boxes.Length)
            {
                (low[i], high[i]) = (Math.Min(low[i], 0f), Math.Max(high[i], 0f));
            }
        }

        return new Box(boxes[0].ElementType, low, high, shape);
    }
}
