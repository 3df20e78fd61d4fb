namespace AsyncRL.Environments.ToyText;

/// <summary>
/// Draws a game of blackjack: the dealer's cards above, the player's below, each with as many pips as it has points.
/// </summary>
internal static class BlackjackDrawing
{
    private const int CardsInARow = 5; // more make the cards narrower

    public static (int Width, int Height) PreferredSize => (60, 48);

    public static void Draw(PixelCanvas canvas, ReadOnlySpan<int> dealer, ReadOnlySpan<int> player, bool isOver)
    {
        canvas.Clear(new Rgb(20, 100, 60));
        int places = Math.Max(CardsInARow, Math.Max(dealer.Length, player.Length));
        for (int i = 0; i < dealer.Length; i++)
        {
            DrawCard(canvas, places, i, 0, i == 1 && !isOver ? 0 : dealer[i]);
        }

        for (int i = 0; i < player.Length; i++)
        {
            DrawCard(canvas, places, i, 1, player[i]);
        }
    }

    // A card of no points shows its back. Where five lie side by side at the preferred size, a
    // card is 10 x 22 pixels and a pip 2 x 2.
    private static void DrawCard(PixelCanvas canvas, int places, int place, int row, int points)
    {
        int pitch = canvas.Width / places, width = Math.Max(pitch * 10 / 12, 1), height = Math.Max(canvas.Height * 22 / 48, 1);
        int left = (place * canvas.Width / places) + (pitch / 12), top = (row * canvas.Height / 2) + (canvas.Height / 48);
        canvas.Fill(left, top, width, height, points == 0 ? new Rgb(60, 70, 150) : new Rgb(245, 245, 240));

        // Two columns of five rows, filled from the top.
        for (int i = 0; i < points; i++)
        {
            int x = left + (width * (2 + (4 * (i % 2))) / 10), y = top + (height * (2 + (4 * (i / 2))) / 22);
            canvas.Fill(
                x, y, Math.Max(width / 5, 1), Math.Max(height / 11, 1), points == 1 ? new Rgb(200, 30, 40) : new Rgb(30, 30, 40));
        }
    }
}
