namespace AsyncRL.Environments.Tests;

/// <summary>Actions that depend on nothing but a number.</summary>
internal static class Sampled
{
    /// <summary>
    /// Plays the action of this number: the same for every environment with the same action space. Nothing is allocated.
    /// </summary>
    public static StepResult Step(Environment environment, int number, float[] observation)
    {
        uint hash = (uint)number * 2654435761u;
        hash = (hash ^ (hash >> 15)) * 2246822519u;
        hash ^= hash >> 13;
        if (environment.ActionSpace is Discrete discrete)
        {
            return environment.Step((int)(hash % (uint)discrete.Count), observation);
        }

        var box = (Box)environment.ActionSpace;
        Span<float> action = stackalloc float[box.Length];
        for (int i = 0; i < action.Length; i++)
        {
            action[i] = float.Lerp(box.Low[i], box.High[i], ((hash >> i) & 0xffff) / 65535f);
        }

        return environment.Step(action, observation);
    }
}
