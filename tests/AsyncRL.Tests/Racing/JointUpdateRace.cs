using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with updates that threads sum and apply together; null where nothing is.</summary>
internal static class JointUpdateRace
{
    /// <summary>Both networks of the model: large, so that a slice takes a while to apply.</summary>
    public static NetworkDescription Network { get; } = new([4096], [], [new("policy", 2), new("value", 1)]);

    /// <summary>A gradient's elements in an update: whole, of both signs.</summary>
    /// <param name="update">Number of the update.</param>
    public static int Gradient(long update) => (int)(update % 7) - 2;

    /// <summary>Whether a gradient was lost or counted twice: sums of whole numbers are exact.</summary>
    /// <param name="updates">The threads.</param>
    /// <param name="count">Updates to make.</param>
    public static string? Find(IJointUpdates updates, int count)
    {
        double sum = updates.Run(count);
        int wrong = 0, all = 0;
        foreach (ParameterView view in updates.Theta.Layout.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(updates.Theta.Span, values);
            wrong += values.Count(v => v != -sum);
            all += values.Length;
        }

        return sum == 0 ? "all gradients were zero" : wrong == 0 ? null : $"{wrong} of {all} elements lost an update";
    }
}
